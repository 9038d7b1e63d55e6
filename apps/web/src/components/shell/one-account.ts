import { useEffect } from "react";

const KEY = "pipeline:account";

/** All tabs of a browser share its session: when another one signs in or out, this one is loaded anew. */
export function useOneAccount(account: string): void {
  useEffect(() => {
    window.localStorage.setItem(KEY, account);
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key === KEY && newValue !== account) window.location.reload();
    };
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  }, [account]);
}

/** Tells the other tabs that nobody is signed in any more. */
export function forgetAccount(): void {
  window.localStorage.removeItem(KEY);
}
