import autocannon from "autocannon";
import type { Case } from "./run";
import type { Browser } from "./browsers";

/** A case over HTTP: `atOnce` kept connections, on each of which the browsers take turns. Throws unless all is 200. */
export function hammered(
  name: string,
  url: string,
  { atOnce, browsers }: { atOnce: number; browsers: readonly Browser[] },
): Case {
  const { pathname, search, origin } = new URL(url);
  const share = Math.ceil(browsers.length / atOnce);
  return {
    name,
    async round(ms) {
      const took: number[] = [];
      const refused = new Set<number>();
      let connection = 0;
      const options: autocannon.Options = {
        url: origin,
        connections: atOnce,
        duration: ms / 1000,
        // How soon it notices that the time is over.
        sampleInt: 20,
        setupClient(client) {
          const from = share * connection++;
          client.setRequests(
            browsers.slice(from, from + share).map((headers) => ({ method: "GET", path: pathname + search, headers })),
          );
        },
      };
      await new Promise<void>((resolve, reject) => {
        autocannon(options, (error, result) => {
          if (error !== null && error !== undefined) reject(error);
          else if (result.errors > 0) reject(new Error(`${result.errors} requests had no answer.`));
          else resolve();
        }).on("response", (_client, status, _bytes, tookMs) => {
          if (status === 200) took.push(tookMs);
          else refused.add(status);
        });
      });
      if (refused.size > 0) throw new Error(`${name}: answered ${[...refused].join(", ")}.`);
      return took;
    },
  };
}
