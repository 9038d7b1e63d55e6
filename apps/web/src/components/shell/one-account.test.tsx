import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { forgetAccount, useOneAccount } from "./one-account";

const reload = vi.spyOn(window.location, "reload").mockImplementation(() => {});
beforeEach(() => {
  window.localStorage.clear();
  reload.mockClear();
});

/** A page on which somebody is signed in. */
async function open(account: string) {
  const Page = () => {
    useOneAccount(account);
    return null;
  };
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const root = createRoot(document.createElement("div"));
  await act(async () => root.render(<Page />));
  onTestFinished(() => act(async () => root.unmount()));
}

// What another tab writes is there, and told by an event.
const tell = (type: "storage" | "pageshow") => window.dispatchEvent(new Event(type));

test("a page whose person has signed out, or is another one, is loaded anew; any other storage is not its business", async () => {
  await open("ann");
  window.localStorage.setItem("other", "value");
  tell("storage");
  expect(reload).not.toHaveBeenCalled();
  forgetAccount();
  tell("storage");
  expect(reload).toHaveBeenCalledOnce();
});

test("so is a page that the browser had put away meanwhile", async () => {
  await open("ann");
  tell("pageshow");
  expect(reload).not.toHaveBeenCalled();
  window.localStorage.setItem("pipeline:account", "bob");
  tell("pageshow");
  expect(reload).toHaveBeenCalledOnce();
});
