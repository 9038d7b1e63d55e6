// A process that gives the same answers by hand, with `node:http` alone or with Fastify; it says on its first line where.
import { createServer, type ServerResponse } from "node:http";
import fastify from "fastify";
import { answering, type Answer, type Settings } from "./bare";

const settings: Settings = JSON.parse(process.env["BASELINE"] ?? "{}");
const answer = answering(settings);
const say = (port: number) => console.log(`http://127.0.0.1:${port}`);

async function send(response: ServerResponse, answered: Promise<Answer>): Promise<void> {
  try {
    const { status, body } = await answered;
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    response.writeHead(status, { "content-type": "application/json", "content-length": length }).end(text);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}

if (process.argv[2] === "fastify") {
  const app = fastify();
  app.get<{ Params: { path: string }; Querystring: { input?: string } }>("/api/trpc/:path", async (request, reply) => {
    const { status, body } = await answer(
      `/${request.params.path}`,
      request.query.input ?? null,
      request.headers.cookie,
    );
    return reply.code(status).send(body);
  });
  const url = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  say(Number(url.port));
} else {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    void send(response, answer(pathname, searchParams.get("input"), request.headers.cookie));
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    say(typeof address === "object" ? (address?.port ?? 0) : 0);
  });
}
process.once("SIGTERM", () => process.exit(0));
