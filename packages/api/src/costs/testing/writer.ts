import { connect } from "@pipeline/db";
import { recordBatch } from "../record-batch";
import { eventOf, type WriterOrder } from "./events";

// A process of its own, so that it can be killed: books batch after batch, and says which are through.
const order = JSON.parse(process.argv[2] ?? "") as WriterOrder;
const connection = connect(order.target, { max: 2 });
const ctx = {
  db: connection.db,
  actor: { kind: "system" as const, userId: order.userId },
  now: () => order.now,
  currency: "USD",
};
for (let i = 0; i < order.events.length; i += order.batch) {
  const events = order.events.slice(i, i + order.batch);
  const { items } = await recordBatch(ctx, { items: events.map((n) => eventOf(n, order.now)) });
  if (items.some(({ ok }) => !ok)) throw new Error("An event was refused.");
  process.stdout.write(`${i + events.length}\n`);
}
await connection.close();
