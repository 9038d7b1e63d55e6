import type { Scope as KeyScope } from "@pipeline/core/actor";
import type { CreateApiKey } from "@pipeline/core/account";
import type { Db } from "@pipeline/db";
import type { Ctx } from "../ctx";

/** An API key as its owner sees it: never the key itself. */
export type ApiKey = {
  id: string;
  name: string;
  /** First characters, to tell keys apart. */
  start: string;
  scopes: KeyScope[];
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
};

/** What is written down of a key in the transaction that makes or ends it. */
type Keep = (tx: Db, id: string) => Promise<void>;

/** Who may come in: what the verbs need of the auth library. */
export type Door = {
  profile(userId: string): Promise<{ email: string; name: string } | undefined>;
  rename(userId: string, name: string): Promise<void>;
  listKeys(userId: string): Promise<ApiKey[]>;
  /** Makes a key and shows it this once, with what is to be kept of it. */
  createKey(userId: string, input: CreateApiKey, keep?: Keep): Promise<ApiKey & { key: string }>;
  /** Ends a key, with what is to be kept of that. False when the user has no such key. */
  revokeKey(userId: string, id: string, keep?: Keep): Promise<boolean>;
};

/** The context of the verbs about the account itself. */
export type AccountCtx = Ctx & { readonly door: Door };
