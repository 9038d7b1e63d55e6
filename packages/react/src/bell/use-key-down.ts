import { type RefObject, useLayoutEffect, useRef } from "react";

type Target = Pick<GlobalEventHandlers, "addEventListener" | "removeEventListener">;

/** Listens to keys in an element, whichever part of it has the focus. */
export function useKeyDown(element: RefObject<Target | null>, onKeyDown: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKeyDown);
  useLayoutEffect(() => {
    latest.current = onKeyDown;
  });
  useLayoutEffect(() => {
    const { current } = element;
    const listen = (event: KeyboardEvent) => latest.current(event);
    current?.addEventListener("keydown", listen);
    return () => current?.removeEventListener("keydown", listen);
  }, [element]);
}
