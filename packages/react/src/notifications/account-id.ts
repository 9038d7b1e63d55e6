import { createContext, useContext } from "react";

const Account = createContext("");
/** Carries the id of who is signed in, for hosts with a provider of their own: `<AccountId value={id}>`. */
export const AccountId = Account.Provider;

/** Whose inbox it is, as far as the host says so: keeps the pages of different people apart. */
export function useAccountId(): string {
  return useContext(Account);
}
