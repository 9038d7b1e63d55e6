import { inject } from "vitest";

/** A database of this run's server as a setting, as an administrator; on the way of `via` where that is given. */
export function databaseUrl(name: string, via?: { port: number }): string {
  const { admin } = inject("testServer");
  const { host, port } = via ? { host: "127.0.0.1", port: via.port } : admin;
  const url = new URL(`postgres://localhost:${port}/${name}`);
  url.username = encodeURIComponent(admin.user);
  url.password = encodeURIComponent(admin.password ?? "");
  if (host.startsWith("/")) url.searchParams.set("host", host);
  else url.hostname = host;
  if (admin.ssl !== undefined) url.searchParams.set("sslmode", admin.ssl);
  return url.toString();
}
