import { once } from "node:events";
import net from "node:net";

type Upstream = { host: string; port: number };

/** A way to a server that can be closed, and that can go silent without saying so. */
export type Proxy = {
  readonly port: number;
  /** Takes connections and passes on what they say. */
  open(): Promise<void>;
  /** From now on the present connections say nothing any more; new ones do. */
  silence(): void;
  close(): Promise<void>;
};

/** A closed proxy on a port of its own. `host` may be the folder of a socket. */
export async function createProxy({ host, port: upstreamPort }: Upstream): Promise<Proxy> {
  const pairs = new Set<[net.Socket, net.Socket]>();
  const server = net.createServer((near) => {
    const far = host.startsWith("/")
      ? net.connect(`${host}/.s.PGSQL.${upstreamPort}`)
      : net.connect(upstreamPort, host);
    const pair: [net.Socket, net.Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()] as [net.Socket, net.Socket][]) {
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      // Small pieces do not wait for each other, as they do not without it.
      from.setNoDelay().pipe(to);
    }
    near.on("close", () => pairs.delete(pair));
  });
  const listening = (port: number) => once(server.listen(port, "127.0.0.1"), "listening");
  await listening(0);
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    await closed;
  };
  await close();
  return {
    port,
    open: async () => void (await listening(port)),
    silence() {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        near.resume();
        far.resume();
      }
    },
    close,
  };
}
