const addresses = new WeakMap<Request, string>();

const MAPPED = /^::ffff:(?=\d+\.)/;

/** Keeps in mind who is at the other end of a request's connection: headers are anybody's to write. */
export function noteAddress(request: Request, address: string | undefined): void {
  if (address !== undefined) addresses.set(request, address.replace(MAPPED, ""));
}

/** The address at the other end of a request's connection; null where nobody told. */
export function addressOf(request: Request): string | null {
  return addresses.get(request) ?? null;
}
