import { useEffect, useRef, useState } from "react";

/** Says politely how many are unread when there are more than before; silent at first and when something is read. */
export function Announcer({ count }: { count: number }) {
  const before = useRef(count);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (count > before.current) setWords(count === 1 ? "1 unread notification" : `${count} unread notifications`);
    before.current = count;
  }, [count]);
  return (
    <output className="pl-sr" aria-live="polite">
      {words}
    </output>
  );
}
