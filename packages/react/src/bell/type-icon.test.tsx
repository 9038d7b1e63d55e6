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

test("every type has a drawing of its own, and one of tomorrow has a bell", () => {
  const paths = [...NOTIFICATION_TYPES, "job_resumed"].map((type) => drawn(type).path);
  expect(new Set(paths).size).toBe(NOTIFICATION_TYPES.length + 1);
  expect(drawn("job_failed").tone).toBe("bad");
  expect(drawn("constructor")).toEqual({ tone: "plain", path: paths.at(-1) });
});
