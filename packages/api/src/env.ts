import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { z } from "zod";
import { keptSecret } from "./auth/secret";

const DatabaseUrl = z
  .string()
  .refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), "must be a postgres:// URL.")
  .optional();
const Port = z
  .string()
  .regex(/^\d{1,5}$/, "must be a port from 1 to 65535.")
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, "must be a port from 1 to 65535.");
const AppUrl = z
  .string()
  .refine(isOrigin, "must be an http or https address without a path, like https://pipeline.example.com.")
  .transform((value) => new URL(value).origin);
const currencies: readonly string[] = Intl.supportedValuesOf("currency");

/** Every setting of contract and `.env.example`; what is not set is left out. */
export const Settings = z.object({
  DATABASE_URL: DatabaseUrl,
  DATABASE_ADMIN_URL: DatabaseUrl,
  DATABASE_DIRECT_URL: DatabaseUrl,
  DATABASE_READ_URL: DatabaseUrl,
  TEST_DATABASE_URL: DatabaseUrl,
  DATA_DIR: z.string().default(".data"),
  PORT: Port.default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be a host name or an IP address.")
    .default("127.0.0.1"),
  APP_URL: AppUrl.optional(),
  BETTER_AUTH_SECRET: z.string().min(32, "must have at least 32 characters.").optional(),
  SIGN_UP: z.enum(["open", "closed"], "must be open or closed.").default("open"),
  DEMO: z.enum(["0", "1"], "must be 0 or 1.").optional(),
  CURRENCY: z
    .string()
    .refine((code) => currencies.includes(code), "must be an ISO 4217 code, like USD.")
    .default("USD"),
  METRICS_TOKEN: z.string().optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be fatal, error, warn, info, debug, trace or silent.",
    })
    .default("info"),
  CHROMIUM_PATH: z.string().optional(),
});
type Settings = z.infer<typeof Settings>;

/** The settings of this process. */
export type Env = {
  /** Undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly databaseAdminUrl: string | undefined;
  readonly databaseDirectUrl: string | undefined;
  readonly databaseReadUrl: string | undefined;
  readonly testDatabaseUrl: string | undefined;
  /** Absolute. */
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** An origin, without a slash at the end. */
  readonly appUrl: string;
  readonly secret: string;
  readonly signUp: "open" | "closed";
  readonly demo: boolean;
  readonly currency: string;
  readonly metricsToken: string | undefined;
  readonly logLevel: Settings["LOG_LEVEL"];
  readonly chromiumPath: string | undefined;
  /** What the log should say about these settings. */
  readonly warnings: readonly string[];
};

/** What of the settings says where the database is. */
export function databaseOf(env: Env) {
  return {
    url: env.databaseUrl,
    adminUrl: env.databaseAdminUrl,
    directUrl: env.databaseDirectUrl,
    readUrl: env.databaseReadUrl,
    dataDir: env.dataDir,
    secret: env.secret,
  };
}

const LOCAL_HOSTS = new Set(["127.0.0.1", "localhost", "::1"]);

/** The settings from the environment; an empty value is an unset one. Throws one Error that lists every wrong one. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const set = Object.entries(source).filter(([, value]) => value !== undefined && value !== "");
  const parsed = Settings.safeParse(Object.fromEntries(set));
  const complaints = parsed.success ? missing(parsed.data) : parsed.error.issues.map(toLine);
  if (!parsed.success || complaints.length > 0) {
    throw new Error(`These settings are wrong:\n${complaints.map((line) => `  ${line}`).join("\n")}`);
  }
  return toEnv(parsed.data);
}

function toLine(issue: z.core.$ZodIssue): string {
  return `${issue.path.join(".")} ${issue.message}`;
}

function missing(settings: Settings): string[] {
  if (settings.DATABASE_URL !== undefined) {
    return [
      ...(settings.BETTER_AUTH_SECRET === undefined ? ["BETTER_AUTH_SECRET is required with DATABASE_URL."] : []),
      // Rights are given to it by name.
      ...(settings.DATABASE_ADMIN_URL !== undefined && new URL(settings.DATABASE_URL).username === ""
        ? ["DATABASE_URL has to name its user where DATABASE_ADMIN_URL is set: postgres://user@host/database."]
        : []),
    ];
  }
  const lonely = ["DATABASE_ADMIN_URL", "DATABASE_DIRECT_URL", "DATABASE_READ_URL"] as const;
  return lonely.filter((name) => settings[name] !== undefined).map((name) => `${name} needs DATABASE_URL.`);
}

function toEnv(settings: Settings): Env {
  const dataDir = path.resolve(projectRoot(), settings.DATA_DIR);
  const embedded = settings.DATABASE_URL === undefined;
  const demo = settings.DEMO === undefined ? embedded : settings.DEMO === "1";
  const exposed = demo && !LOCAL_HOSTS.has(settings.HOST);
  return {
    databaseUrl: settings.DATABASE_URL,
    databaseAdminUrl: settings.DATABASE_ADMIN_URL,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL,
    databaseReadUrl: settings.DATABASE_READ_URL,
    testDatabaseUrl: settings.TEST_DATABASE_URL,
    dataDir,
    port: settings.PORT,
    host: settings.HOST,
    appUrl: settings.APP_URL ?? `http://localhost:${settings.PORT}`,
    secret: settings.BETTER_AUTH_SECRET ?? keptSecret(dataDir),
    signUp: settings.SIGN_UP,
    demo,
    currency: settings.CURRENCY,
    metricsToken: settings.METRICS_TOKEN,
    logLevel: settings.LOG_LEVEL,
    chromiumPath: settings.CHROMIUM_PATH,
    warnings: exposed ? [`DEMO=1 with HOST=${settings.HOST}: anyone who reaches it can sign in as the demo user.`] : [],
  };
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username } = new URL(value);
  const isBare = pathname === "/" && search === "" && hash === "" && username === "";
  return isBare && (protocol === "http:" || protocol === "https:");
}
