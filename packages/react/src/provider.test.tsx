import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { api } from "./client";
import { NotificationBell } from "./hooks";
import { PipelineProvider } from "./provider";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Figures() {
  api.account.get.useQuery();
  api.apiKeys.list.useQuery();
  return <NotificationBell />;
}

test("the badge travels alone, what else a page asks for together", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(decodeURIComponent(new URL(url, "http://localhost").pathname));
    return new Promise(() => {});
  });
  render(
    <PipelineProvider url="/mounted/here">
      <Figures />
    </PipelineProvider>,
  );
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked.toSorted()).toEqual(["/mounted/here/account.get,apiKeys.list", "/mounted/here/notifications.list"]);
});

test("an answer that says nobody is signed in is told to the host", async () => {
  const onSignedOut = vi.fn<() => void>();
  const error = {
    message: "Sign in first.",
    code: -32_001,
    data: { code: "UNAUTHORIZED", httpStatus: 401, path: "x" },
  };
  vi.stubGlobal("fetch", async () => Response.json({ error }, { status: 401 }));
  render(
    <PipelineProvider onSignedOut={onSignedOut}>
      <NotificationBell />
    </PipelineProvider>,
  );
  await waitFor(() => expect(onSignedOut).toHaveBeenCalled());
});
