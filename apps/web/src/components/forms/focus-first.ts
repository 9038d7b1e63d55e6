type Form = { getInputNode: (path: string) => HTMLElement | null };

/**
 * Brings the cursor to the first field that was complained about, in the order of the page.
 * Forms that share a page need a `name` each: fields are looked up in all of it.
 */
export function focusFirst(form: Form, errors: Readonly<Record<string, unknown>>): void {
  const nodes = Object.keys(errors).flatMap((path) => form.getInputNode(path) ?? []);
  nodes.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  nodes[0]?.focus();
}
