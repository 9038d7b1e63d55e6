import { AUDIT_ACTIONS } from "@pipeline/core/audit";
import { expect, test } from "vitest";
import { actionWords, actorWords, refusalReason } from "./activity-words";

test("every action has words of its own", () => {
  const words = AUDIT_ACTIONS.map(actionWords);
  expect(new Set(words).size).toBe(AUDIT_ACTIONS.length);
  for (const word of words) expect(word).toMatch(/^[A-Z][A-Za-z -]+$/);
  expect(actionWords("constructor")).toBe("constructor");
});

test("what was refused says why, what was done does not", () => {
  expect(refusalReason(null)).toBeUndefined();
  expect(refusalReason("UNAUTHENTICATED")).toBe("wrong password");
  expect(refusalReason("TOO_MANY_REQUESTS")).toBe("too many requests");
});

const by = (actor: string, actorId: string | null, address: string | null = null) => ({ actor, actorId, address });

test("who did it is told from what is known of sessions and keys", () => {
  const known = { sessionId: "s", keys: [{ id: "k", name: "trainer" }] };
  expect(actorWords(by("session", "s", "203.0.113.7"), known)).toBe("This browser, 203.0.113.7");
  expect(actorWords(by("session", "other"), known)).toBe("A browser");
  expect(actorWords(by("key", "k"), known)).toBe("Key trainer");
  expect(actorWords(by("key", "gone"), known)).toBe("A key that is gone");
  // Before the keys are loaded, none of them is said to be gone.
  expect(actorWords(by("key", "k"), { ...known, keys: undefined })).toBe("A key");
  expect(actorWords(by("system", null), known)).toBe("Pipeline itself");
  expect(actorWords(by("nobody", null), known)).toBe("Somebody who was not signed in");
});
