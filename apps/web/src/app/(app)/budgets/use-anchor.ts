import { useSyncExternalStore } from "react";

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  window.addEventListener("popstate", onChange);
  // The router's own way to an anchor is none of these; a browser that does not tell of it scrolls all the same.
  const navigation = "navigation" in window ? window.navigation : undefined;
  navigation?.addEventListener("currententrychange", onChange);
  return () => {
    window.removeEventListener("hashchange", onChange);
    window.removeEventListener("popstate", onChange);
    navigation?.removeEventListener("currententrychange", onChange);
  };
}

/** What the address names after its #, "" when nothing; unknown to the server. */
export function useAnchor(): string {
  return useSyncExternalStore(
    subscribe,
    () => window.location.hash.slice(1),
    () => "",
  );
}

/** Makes the address name a place of this page, without a step to go back. */
export function showAnchor(id: string): void {
  window.history.replaceState(null, "", `#${id}`);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}
