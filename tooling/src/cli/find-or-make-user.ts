import { findUser, type Installation } from "./installation";

/** The id of the account with an e-mail; made without a password when there is none. */
export async function findOrMakeUser(installation: Installation, email: string): Promise<string> {
  return (await findUser(installation, email)) ?? makeUser(installation, email);
}

async function makeUser(installation: Installation, email: string): Promise<string> {
  // Loaded when it is needed: the library behind it takes as long to load as all the rest.
  const { makeAccount } = await import("./auth");
  const id = await makeAccount(installation, { email });
  console.error(`Made the account ${email}, without a password.`);
  return id;
}
