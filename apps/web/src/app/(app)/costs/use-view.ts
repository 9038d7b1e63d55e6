"use client";

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type CostsView, readView, viewHref } from "./view";

/** The view of the address bar, and a way to another one that Back returns from. */
export function useView(): { view: CostsView; show: (next: CostsView) => void } {
  const params = useSearchParams();
  const view = useMemo(() => readView(params), [params]);
  // Not a navigation: the hooks fetch what is missing, the server has nothing to render.
  const show = useCallback((next: CostsView) => window.history.pushState(null, "", viewHref(next)), []);
  return { view, show };
}
