import { useEffect } from "react";

/** Puts a number before the page's title, "(3) Costs", also when the host gives it another one; nothing for zero. */
export function useTitleCount(count: string | undefined): void {
  useEffect(() => {
    if (count === undefined) return undefined;
    const number = `(${count}) `;
    let own = "";
    const show = () => {
      const { title } = document;
      // Also where another bell has done it: two must not take turns for ever.
      if (title.startsWith(number)) return;
      own = title;
      document.title = number + own;
    };
    show();
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title === number + own) document.title = own;
    };
  }, [count]);
}
