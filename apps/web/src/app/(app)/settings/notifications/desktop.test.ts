import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desktopState, turnDesktopOff, turnDesktopOn, watchDesktop } from "./desktop";

const KEY = "pipeline:desktop-notifications";

/** A browser whose person answers like this when asked. */
function browser(answer: NotificationPermission, permission: NotificationPermission = "default") {
  const Notification = {
    permission,
    requestPermission: async () => {
      Notification.permission = answer;
      return answer;
    },
  };
  vi.stubGlobal("Notification", Notification);
  return Notification;
}

beforeEach(() => window.localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

test("are off until they are asked for, and then on; off again, they stay allowed", async () => {
  browser("granted");
  expect(desktopState()).toBe("off");
  expect(await turnDesktopOn()).toBe("on");
  expect(window.localStorage.getItem(KEY)).toBe("on");
  expect(turnDesktopOff()).toBe("off");
  expect(window.localStorage.getItem(KEY)).toBeNull();
});

test("stay off where the question is not answered, and are blocked where it is refused", async () => {
  browser("default");
  expect(await turnDesktopOn()).toBe("off");
  browser("denied");
  expect(await turnDesktopOn()).toBe("blocked");
  expect(window.localStorage.getItem(KEY)).toBeNull();
});

test("are off again when the browser takes its permission back", () => {
  window.localStorage.setItem(KEY, "on");
  browser("granted", "granted");
  expect(desktopState()).toBe("on");
  browser("granted", "denied");
  expect(desktopState()).toBe("blocked");
  browser("granted", "default");
  expect(desktopState()).toBe("off");
});

test("are not there in a browser without them, or that keeps nothing", () => {
  vi.stubGlobal("Notification", undefined);
  Reflect.deleteProperty(window, "Notification");
  expect(desktopState()).toBe("unsupported");
  browser("granted", "granted");
  vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
    throw new Error("denied");
  });
  expect(desktopState()).toBe("unsupported");
  vi.restoreAllMocks();
});

test("tell who watches, until they stop", async () => {
  browser("granted");
  const heard = vi.fn<() => void>();
  const stop = watchDesktop(heard);
  await turnDesktopOn();
  window.dispatchEvent(new Event("storage"));
  window.dispatchEvent(new Event("focus"));
  expect(heard).toHaveBeenCalledTimes(3);
  stop();
  turnDesktopOff();
  window.dispatchEvent(new Event("focus"));
  expect(heard).toHaveBeenCalledTimes(3);
});
