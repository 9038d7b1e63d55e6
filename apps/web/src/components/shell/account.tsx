"use client";

import { api, type Account } from "@pipeline/react";
import { createContext, useContext, type ReactNode } from "react";

const Context = createContext<Account | undefined>(undefined);

/** Carries the signed-in account: as the server rendered it, then as it changes. */
export function AccountProvider({ account, children }: { account: Account; children: ReactNode }) {
  // Asked again when a change of it invalidates it, not before.
  const { data } = api.account.get.useQuery(undefined, { initialData: account, staleTime: Infinity });
  return <Context value={data}>{children}</Context>;
}

/** The signed-in account: name, e-mail, time zone, currency. Throws outside the signed-in pages. */
export function useAccount(): Account {
  const account = useContext(Context);
  if (!account) throw new Error("useAccount belongs below the frame of the signed-in pages.");
  return account;
}
