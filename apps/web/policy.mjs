/**
 * What a page may load: nothing from another host. Its scripts carry a nonce where a server gives each answer one
 * (pages.mjs); else Next and the colour scheme of the first paint need inline scripts. `next dev` evaluates code and keeps
 * a socket open.
 *
 * @param {{ nonce?: string; isDev?: boolean }} options
 */
export function policyOf({ nonce, isDev = false }) {
  const inline = nonce === undefined ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self' ${inline}${isDev ? " 'unsafe-eval'" : ""}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
