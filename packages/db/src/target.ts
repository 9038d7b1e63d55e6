import postgres from "postgres";

/** Where a database is: a URL, or options of postgres.js (the embedded server's socket). */
export type Target = string | Options;
type Options = postgres.Options<Record<string, postgres.PostgresType>>;

/** A driver client for a target. Nothing is sent before the first statement. */
export function client(target: Target, options: Options = {}): postgres.Sql {
  const common = { onnotice: () => {}, ...options };
  if (typeof target !== "string") return postgres({ ...target, ...common });
  const socket = socketOf(target);
  return socket === undefined ? postgres(target, common) : postgres({ ...socket, ...common });
}

// `?host=/run/postgresql` as libpq knows it; the driver has no URL for a socket.
function socketOf(url: string): Options | undefined {
  const { username, password, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host");
  if (host === null || !host.startsWith("/")) return undefined;
  return {
    host,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)),
    ...(password !== "" && { password: decodeURIComponent(password) }),
  };
}
