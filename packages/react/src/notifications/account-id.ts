import { createContext, useContext } from "react";

const Account = createContext("");
/** Carries the id of who is signed in; `PipelineProvider` does it by its `account`. */
export const AccountId = Account.Provider;

/** Whose inbox it is, as far as the host says so: keeps the pages of different people apart. */
export function useAccountId(): string {
  return useContext(Account);
}
