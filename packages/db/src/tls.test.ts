import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "./open";
import { client } from "./target";
import { account, writePrivate } from "./testing/account";
import { hasPg15, startPg15, type Pg15 } from "./testing/pg15";

const run = promisify(execFile);
const PASSWORD = "p@ss/w:rd#?&=";
if (!hasPg15) console.warn("TLS is not tested: postgresql-15 is not installed.");

const openssl = (folder: string, ...args: string[]) => run("openssl", args, { ...account, cwd: folder });

/** An authority, a certificate for `localhost` that it has signed, and an authority that has signed nothing. */
async function makeCertificates(folder: string): Promise<void> {
  const own = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  for (const name of ["root", "stranger"]) {
    await openssl(folder, ...own, "-keyout", `${name}.key`, "-out", `${name}.crt`, "-subj", `/CN=${name}`);
  }
  const request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=db"];
  await openssl(folder, ...request, "-keyout", "server.key", "-out", "server.csr");
  writePrivate(folder, "names", "subjectAltName=DNS:localhost\n");
  const sign = ["x509", "-req", "-in", "server.csr", "-CA", "root.crt", "-CAkey", "root.key", "-days", "2"];
  await openssl(folder, ...sign, "-extfile", "names", "-out", "server.crt");
}

const open = (target: string) => openDatabase({ url: target, dataDir: "unused", secret: PASSWORD.repeat(3) });

describe.skipIf(!hasPg15)("a server that speaks TLS alone", () => {
  let server: Pg15;
  beforeAll(async () => {
    server = await startPg15({
      async prepare(folder) {
        await makeCertificates(folder);
        writePrivate(
          path.join(folder, "data"),
          "pg_hba.conf",
          "local all all trust\nhostnossl all all all reject\nhostssl all all all scram-sha-256\n",
        );
      },
      settings: (folder) => ["ssl=on", `ssl_cert_file=${folder}/server.crt`, `ssl_key_file=${folder}/server.key`],
    });
    const admin = client(server.url("postgres", "postgres"), { max: 1 });
    await admin.unsafe(`create role keeper login superuser password '${PASSWORD}'`);
    await admin.unsafe("create database one owner keeper");
    await admin.end();
  }, 60_000);
  afterAll(() => server.end());

  const url = (parameters: string, host = "localhost") =>
    `postgres://keeper:${encodeURIComponent(PASSWORD)}@${host}:${server.port}/one?${parameters}`;
  const root = (name: string) => `sslrootcert=${path.join(server.folder, `${name}.crt`)}`;

  test.each([
    ["sslmode=require", "localhost"],
    ["sslmode=prefer", "localhost"],
    ["sslmode=verify-ca&root", "localhost"],
    ["sslmode=verify-ca&root", "127.0.0.1"],
    ["sslmode=verify-full&root", "localhost"],
    ["sslmode=require&root", "127.0.0.1"],
  ])("is reached with %s at %s, encrypted", async (parameters, host) => {
    const sql = client(url(parameters.replace("&root", `&${root("root")}`), host), { max: 1 });
    const rows = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    await sql.end();
    expect([...rows]).toEqual([{ ssl: true }]);
  });

  test("carries a whole installation, whose other logins come the same way", async () => {
    const database = await open(url(`sslmode=verify-full&${root("root")}`));
    const encrypted = ({ sql }: typeof database.app) => sql`
      select ssl, current_user as name from pg_stat_ssl where pid = pg_backend_pid()`;
    const answers = await Promise.all([database.app, database.auth, database.owner].map(encrypted));
    await database.close();
    expect(answers.flatMap((rows) => [...rows])).toEqual([
      { ssl: true, name: "pipeline_app" },
      { ssl: true, name: "pipeline_auth" },
      { ssl: true, name: "keeper" },
    ]);
  });

  test.each([
    [
      "a certificate of a stranger's",
      "sslmode=verify-ca&stranger",
      "localhost",
      "is not signed by one that sslrootcert names",
    ],
    [
      "require, but another's root",
      "sslmode=require&stranger",
      "localhost",
      "is not signed by one that sslrootcert names",
    ],
    ["another host's name", "sslmode=verify-full&root", "127.0.0.1", "is for another host"],
    [
      "a certificate nobody known has signed",
      "sslmode=verify-full",
      "localhost",
      "is not signed by one that sslrootcert names",
    ],
    ["no certificate to compare with", "sslmode=verify-ca", "localhost", "verify-ca without sslrootcert"],
    ["a file that is not there", "sslmode=verify-full&sslrootcert=/nowhere/root.crt", "localhost", "/nowhere/root.crt"],
    ["a mode that does not exist", "sslmode=verify", "localhost", "it is one of disable, allow, prefer"],
    [
      "what the driver would hand to the server",
      "sslmode=require&channel_binding=require",
      "localhost",
      "channel_binding",
    ],
    ["no TLS", "sslmode=disable", "localhost", "pg_hba.conf"],
  ])("is refused with %s, in a sentence without a password", async (_, parameters, host, sentence) => {
    const given = parameters.replace(/&(root|stranger)$/, (_match, name: string) => `&${root(name)}`);
    const error = await open(url(given, host)).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain(sentence);
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(everything).not.toContain(secret);
  });
});

describe.skipIf(!hasPg15)("a server without TLS", () => {
  test("is used by sslmode=prefer, and refused by sslmode=require in a sentence", async () => {
    const server = await startPg15();
    const url = (mode: string) => `postgres://postgres@127.0.0.1:${server.port}/postgres?sslmode=${mode}`;
    try {
      const sql = client(url("prefer"), { max: 1 });
      expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);
      await sql.end();
      const opening = openDatabase({ url: url("require"), dataDir: "unused", secret: PASSWORD.repeat(3) });
      await expect(opening).rejects.toThrow("does not speak TLS");
    } finally {
      await server.end();
    }
  }, 60_000);
});
