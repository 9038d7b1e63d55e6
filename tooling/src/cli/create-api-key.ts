import { createApiKey } from "@pipeline/api/api-keys/create";
import { createDoor } from "@pipeline/api/auth/door";
import { CreateApiKey } from "@pipeline/core/account";
import { DEFAULT_KEY_SCOPES, SCOPES } from "@pipeline/core/actor";
import { Command } from "commander";
import { openAuth } from "./auth";
import { actFor, requireUser, withInstallation, type Installation } from "./installation";

type Options = { email: string; name: string; scopes: string[] };

export const command = new Command("create-api-key")
  .description("makes an API key and prints its id and, this once, the key")
  .requiredOption("--email <email>", "whose key it is")
  .requiredOption("--name <name>", "what it is for")
  .option("--scopes <scopes...>", `what it may do: ${SCOPES.join(" ")}`, [...DEFAULT_KEY_SCOPES])
  .action((options: Options) => {
    const input = parse(options);
    return withInstallation((installation) => run(installation, options.email, input));
  });

async function run(installation: Installation, email: string, input: CreateApiKey): Promise<void> {
  const userId = await requireUser(installation, email);
  const door = createDoor(openAuth(installation), installation.database.auth.db);
  const { id, key } = await createApiKey({ ...actFor(installation, userId), door }, input);
  console.log(`id=${id}\nkey=${key}`);
}

function parse({ name, scopes }: Options): CreateApiKey {
  const words = scopes.flatMap((scope) => scope.split(/[\s,]+/)).filter((scope) => scope !== "");
  const unknown = words.find((word) => !SCOPES.some((scope) => scope === word));
  if (unknown !== undefined) throw new Error(`There is no scope "${unknown}". The scopes are: ${SCOPES.join(" ")}.`);
  const { data, error } = CreateApiKey.safeParse({ name, scopes: words });
  if (!data) throw new Error(`${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`);
  return data;
}
