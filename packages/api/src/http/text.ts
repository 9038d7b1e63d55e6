const texts = new WeakMap<Response, string>();

/** An answer that is a text. A server that writes it itself need not read it back out of a stream, which costs more. */
export function textAnswer(text: string, init: ResponseInit): Response {
  const response = new Response(text, init);
  texts.set(response, text);
  return response;
}

/** The text of an answer; undefined for any that is not a text, such as a stream. */
export function textOf(response: Response): string | undefined {
  return texts.get(response);
}
