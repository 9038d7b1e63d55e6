import { once } from "node:events";
import net from "node:net";

/** One message of Postgres's protocol that passes by: what a client asks for, or what the server says is done. */
export type Sight = {
  /** The client's application_name. */
  readonly client: string;
  readonly from: "client" | "server";
  /** The statement, or the tag of a command that is complete. */
  readonly text: string;
  /** The statements of this client's transaction so far. */
  readonly before: readonly string[];
  /** Breaks the connection as a machine does that goes away. */
  cut(): void;
};

/**
 * What becomes of a message: it is passed on, or it and all that follows on its connection is kept back for good, or the
 * client is told a failure (an SQLSTATE) in place of an answer, and is ready for the next one.
 */
export type Verdict = "pass" | "hold" | { afterPassing(): void } | { refuse: string };

/** A way to a server that reads along. */
export type Wire = { readonly port: number; close(): Promise<void> };

/** Listens on a port of its own, and shows `watch` each statement and each command that is complete. */
export async function createWire(
  { host, port }: { host: string; port: number },
  watch: (sight: Sight) => Verdict,
): Promise<Wire> {
  const open = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = host.startsWith("/") ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        open.delete(from);
        to.destroy();
      });
    }
    readAlong(near, far, watch);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function readAlong(near: net.Socket, far: net.Socket, watch: (sight: Sight) => Verdict): void {
  const statements = new Map<string, string>();
  let client = "";
  let before: string[] = [];
  const cut = () => near.resetAndDestroy();
  const asked = (message: Buffer): string | undefined => {
    const strings = message.subarray(5).toString("latin1").split("\0");
    const [first = "", second = ""] = strings;
    if (message[0] === PARSE) statements.set(first, second);
    // The driver prepares a statement once: afterwards it is known by its name.
    if (message[0] === BIND) return statements.get(second);
    return message[0] === QUERY ? first : undefined;
  };
  relay(near, far, {
    onStart: (words) => (client = words[words.indexOf("application_name") + 1] ?? ""),
    judge(message) {
      const text = asked(message);
      if (text === undefined) return "pass";
      if (/^begin\b/i.test(text)) before = [];
      const verdict = watch({ client, from: "client", text, before, cut });
      before.push(text);
      return verdict;
    },
  });
  relay(far, near, {
    judge: (message) =>
      message[0] === COMPLETE
        ? watch({ client, from: "server", text: message.subarray(5, -1).toString("latin1"), before, cut })
        : "pass",
  });
}

const [QUERY, PARSE, BIND, SYNC, COMPLETE] = ["Q", "P", "B", "S", "C"].map((letter) => letter.charCodeAt(0));

/** What a server says that refuses a statement outside of a transaction. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SERROR\0C${code}\0Mrefused\0\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields, Buffer.from("Z\0\0\0\u0005I", "latin1")]);
}

type Judge = {
  /** Told the words of the first message, which has no letter in front; without it, every message has one. */
  onStart?: (words: string[]) => void;
  judge: (message: Buffer) => Verdict;
};

/** Passes on message by message, until one is held. */
function relay(from: net.Socket, to: net.Socket, { onStart, judge }: Judge): void {
  let rest = Buffer.alloc(0);
  let started = onStart === undefined;
  let held = false;
  let refused: string | undefined;
  // Each message is one of its own: none waits for the next to go with it.
  to.setNoDelay();
  from.on("data", (chunk) => {
    if (held) return;
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const letters = started ? 1 : 0;
      if (rest.length < letters + 4) return;
      const length = letters + rest.readInt32BE(letters);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      if (!started) onStart?.(message.subarray(8).toString("latin1").split("\0"));
      const verdict = started ? judge(message) : "pass";
      started = true;
      held = verdict === "hold";
      if (held) return;
      if (typeof verdict === "object" && "refuse" in verdict) refused = verdict.refuse;
      if (refused === undefined) {
        to.write(message, () => typeof verdict === "object" && "afterPassing" in verdict && verdict.afterPassing());
      } else if (message[0] === SYNC || message[0] === QUERY) {
        from.write(refusal(refused));
        refused = undefined;
      }
    }
  });
}
