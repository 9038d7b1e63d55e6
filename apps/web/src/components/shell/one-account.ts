import { useEffect } from "react";

const KEY = "pipeline:account";

/** All tabs of a browser share its session: when another one signs in or out, this one is loaded anew. */
export function useOneAccount(account: string): void {
  useEffect(() => {
    window.localStorage.setItem(KEY, account);
    const check = () => {
      if (window.localStorage.getItem(KEY) !== account) window.location.reload();
    };
    window.addEventListener("storage", check);
    // A page that the browser had put away was told nothing.
    window.addEventListener("pageshow", check);
    return () => {
      window.removeEventListener("storage", check);
      window.removeEventListener("pageshow", check);
    };
  }, [account]);
}

/** Tells the other tabs that nobody is signed in any more. */
export function forgetAccount(): void {
  window.localStorage.removeItem(KEY);
}
