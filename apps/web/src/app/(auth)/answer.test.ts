import { describe, expect, test } from "vitest";
import { complaintsOf, destination } from "./answer";

describe("a refusal of the door", () => {
  test("stands at the fields it is about", () => {
    const details = [{ field: "password", message: "At least 10 characters." }];
    const refusal = { status: 400, message: "x", details };
    expect(complaintsOf(refusal, ["email", "password"])).toEqual({
      fields: { password: "At least 10 characters." },
      form: null,
    });
  });
  test("is one sentence when it is about a field that the form does not show", () => {
    const details = [{ field: "callbackURL", message: "Too long." }];
    const refusal = { status: 400, message: "Too long.", details };
    expect(complaintsOf(refusal, ["email"])).toEqual({
      fields: {},
      form: "Too long.",
    });
  });
  test.each([
    [401, "No account has this e-mail and password."],
    [422, "There is an account with this e-mail already. Sign in instead."],
    [429, "Too many failed tries. Wait a few minutes."],
    [0, "The server could not be reached. Try again."],
  ])("%d is told in the page's own words", (status, form) => {
    expect(complaintsOf({ status, message: "Something of the library" }, []).form).toBe(form);
  });
});

describe("where to go after signing in", () => {
  test("is the page that was asked for", () => {
    expect(destination("/costs?period=week")).toBe("/costs?period=week");
  });
  test.each([
    undefined,
    "",
    "costs",
    "//evil.example",
    "/\\evil.example",
    // Browsers drop tabs and line ends.
    "/\t/evil.example",
    "/\n/evil.example",
    "https://evil.example",
    ["/a", "/b"],
  ])("is never another site: %j", (next) => expect(destination(next)).toBe("/costs"));
});
