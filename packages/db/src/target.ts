import postgres from "postgres";
import { tlsOf } from "./tls";

/**
 * Where a database is: a URL, a URL for another login, options of postgres.js (the embedded server's socket), or any of them
 * behind a pooler. It can be sent to another isolate.
 */
export type Target = Direct | { readonly pooler: Direct };
type Direct = string | Options | Login;
// A URL without a host, as one of a socket may be, has no place for a user.
type Login = { readonly url: string; readonly user: string; readonly password: string };
type Options = postgres.Options<Record<string, postgres.PostgresType>>;

// Between two transactions a pooler may give a client another connection. What is prepared by name is not there then; and
// what is described before it runs must not be sent behind something else, at whose end the connection is taken away.
const POOLED = { prepare: false, max_pipeline: 0 };

/** A driver client for a target. Nothing is sent before the first statement. Throws where a URL says what is not known. */
export function client(target: Target, options: Options = {}): postgres.Sql {
  const common = { onnotice: () => {}, ...options };
  if (typeof target === "object" && "pooler" in target) return client(target.pooler, { ...options, ...POOLED });
  return postgres({ ...given(target), ...common });
}

function given(target: Direct): Options {
  if (typeof target === "string") return optionsOf(target);
  if (!("url" in target)) return target;
  const { url, user, password } = target;
  return { ...optionsOf(url), user, password };
}

// Pipeline says these itself, or they change nothing.
const KNOWN = ["host", "port", "sslmode", "sslrootcert", "application_name", "connect_timeout"];

/** A URL as libpq reads it, for the driver, which knows less of TLS and nothing of sockets. */
function optionsOf(text: string): Options {
  const url = new URL(text);
  const { username, password, port, pathname, searchParams } = url;
  const unknown = [...searchParams.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new Error(`A database URL has ${unknown}=…, which is not known here.`);
  const host = searchParams.get("host") ?? decodeURIComponent(url.hostname).replaceAll(/[[\]]/g, "");
  const tls = host.startsWith("/") ? undefined : tlsOf(host, searchParams);
  return {
    host,
    port: Number(port || (searchParams.get("port") ?? 5432)),
    ...(username !== "" && { user: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { database: decodeURIComponent(pathname.slice(1)) }),
    ...(tls !== undefined && { ssl: tls }),
  };
}

/** The same place for another login. */
export function asLogin(target: Target, user: string, password: string): Target {
  if (typeof target === "object" && "pooler" in target) return { pooler: direct(target.pooler, user, password) };
  return direct(target, user, password);
}

function direct(target: Direct, user: string, password: string): Direct {
  return typeof target === "string" ? { url: target, user, password } : { ...target, user, password };
}
