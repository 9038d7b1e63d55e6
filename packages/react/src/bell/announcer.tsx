import { useEffect, useRef, useState } from "react";

/** Says politely what was done, and how many are unread when there are more than before; silent at first. */
export function Announcer({ count, done }: { count: number; done: string | undefined }) {
  const before = useRef(count);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (count > before.current) setWords(`${count} unread notification${count === 1 ? "" : "s"}`);
    before.current = count;
  }, [count]);
  return (
    <>
      <output className="pl-sr" aria-live="polite">
        {words}
      </output>
      <span className="pl-sr" aria-live="polite">
        {done && `${done}. Press z to undo.`}
      </span>
    </>
  );
}
