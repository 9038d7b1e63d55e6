import { DomainError } from "@pipeline/core/errors";
import { errorCode } from "@pipeline/db";
import { fieldErrors } from "../trpc";
import type { Auth } from "./auth";
import { NewUser } from "./input";

/**
 * Makes an account, also where sign-up is closed; without a password nobody can sign in to it. Answers its id.
 * BAD_INPUT on a bad field, CONFLICT when the e-mail has an account.
 */
export async function createUser(auth: Auth, input: NewUser): Promise<string> {
  const parsed = NewUser.safeParse(input);
  if (!parsed.success) {
    const fields = fieldErrors(parsed.error);
    const sentence = fields.map(({ field, message }) => `${field}: ${message}`).join(" ");
    throw new DomainError("BAD_INPUT", sentence, { fields });
  }
  const { email, password, name } = parsed.data;
  const { internalAdapter, password: hasher } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(email.toLowerCase());
  if (known) throw taken(email);
  const hash = password === undefined ? undefined : await hasher.hash(password);
  const user = await internalAdapter
    .createUser({ email: email.toLowerCase(), name }, { method: "email-password" })
    .catch((error: unknown) => {
      throw errorCode(error) === "23505" ? taken(email) : error;
    });
  if (hash !== undefined) {
    await internalAdapter.linkAccount({
      userId: user.id,
      providerId: "credential",
      accountId: user.id,
      password: hash,
    });
  }
  return user.id;
}

function taken(email: string): DomainError {
  return new DomainError("CONFLICT", `An account with the e-mail ${email} exists already.`);
}
