import type { Server } from "./server";

/** Somebody with an account, who sends requests as a program does. */
export type Account = { readonly cookie: string; post(path: string, body: object): Promise<Record<string, unknown>> };

/** Makes an account and signs it in. */
export async function createAccount(server: Server, email: string, name: string): Promise<Account> {
  const send = (path: string, body: object, headers = {}) =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const signUp = await send("/api/auth/sign-up/email", { name, email, password: "a long password" });
  const cookie = signUp.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return {
    cookie,
    async post(path, body) {
      const answer = await send(path, body, { cookie });
      const told = (await answer.json()) as Record<string, unknown>;
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(told)}`);
      return told;
    },
  };
}
