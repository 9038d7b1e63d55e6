import { useEffect } from "react";

/** Puts a number before the page's title, "(3) Costs", also when the host gives it another one; nothing for zero. */
export function useTitleCount(count: string | undefined): void {
  useEffect(() => {
    if (count === undefined) return undefined;
    let own = document.title;
    let shown = "";
    const show = () => {
      if (document.title === shown) return;
      own = document.title;
      shown = `(${count}) ${own}`;
      document.title = shown;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title === shown) document.title = own;
    };
  }, [count]);
}
