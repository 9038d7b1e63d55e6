import type { Channel } from "../world";
import type { Clock } from "./clock";
import type { Random } from "./random";

/** What befalls messages between pages: how many are lost, and how long the others take at most; they may overtake. */
export type Weather = { messageLoss: number; messageMs: number };

export const FAIR: Weather = { messageLoss: 0, messageMs: 0 };

type Receiver = { task: (run: () => void) => void };
type Open = { name: string; receive: (message: unknown) => void };

/** The BroadcastChannels of one browser. */
export function makeChannels(clock: Clock, random: Random, weather: () => Weather) {
  const open = new Set<Open>();
  return {
    size: () => open.size,
    openChannel(tab: Receiver, name: string, onMessage: (message: unknown) => void): Channel {
      const mine: Open = {
        name,
        receive: (message) => tab.task(() => void (open.has(mine) && onMessage(message))),
      };
      open.add(mine);
      return {
        post(message) {
          if (!open.has(mine)) throw new DOMException("The channel is closed.", "InvalidStateError");
          // What arrives is a copy, as it is between processes.
          const text = JSON.stringify(message);
          for (const other of open) {
            if (other === mine || other.name !== name || random() < weather().messageLoss) continue;
            clock.after(random() * weather().messageMs, () => other.receive(JSON.parse(text)));
          }
        },
        close: () => void open.delete(mine),
      };
    },
  };
}
