import { bodyOf, streamOf } from "./stream";

const texts = new WeakMap<Response, string>();

/** An answer that is a text, without a body: whoever hands it on writes the text, or calls `withBody`. */
export function textAnswer(text: string, init: ResponseInit): Response {
  const response = new Response(null, init);
  texts.set(response, text);
  return response;
}

/** The text of an answer; undefined for any that is not a text. */
export function textOf(response: Response): string | undefined {
  return texts.get(response);
}

/** The answer as any server takes it. To make a body of a text, and to read it, costs more than most of our answers do. */
export function withBody(response: Response): Response {
  const stream = streamOf(response);
  const body = stream ? bodyOf(stream) : texts.get(response);
  return body === undefined ? response : new Response(body, response);
}
