import { NOTIFICATION_TYPES } from "@pipeline/core/notification-looks";
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { TypeIcon } from "./type-icon";

afterEach(cleanup);
const drawn = (type: string) => {
  const { container } = render(<TypeIcon type={type} />);
  const tone = container.querySelector(".pl-icon")?.getAttribute("data-tone");
  return { tone, path: container.querySelector("path")?.getAttribute("d") };
};

test("every type has a drawing, and one of tomorrow has a bell", () => {
  const bell = drawn("job_exploded");
  expect(bell).toMatchObject({ tone: "plain", path: expect.stringMatching(/^M/) });
  for (const type of NOTIFICATION_TYPES) expect(drawn(type).path).not.toBe(bell.path);
  expect(drawn("job_failed").tone).toBe("bad");
  expect(drawn("constructor")).toEqual(bell);
});
