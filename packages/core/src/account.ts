import { z } from "zod";
import { SCOPES } from "./actor";
import { InstantInput } from "./instant-schema";
import { name } from "./text";
import { TimeZone } from "./time-zone-schema";

export const UpdateAccount = z.strictObject({
  timeZone: TimeZone.optional(),
  name: name(100).optional(),
});
export type UpdateAccount = z.infer<typeof UpdateAccount>;

export const CreateApiKey = z.strictObject({
  name: name(100),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1, "Choose at least one scope.")
    .max(SCOPES.length, "Each scope once.")
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  expiresAt: InstantInput.optional(),
});
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const RevokeApiKey = z.strictObject({ id: z.string().min(1).max(100) });
export type RevokeApiKey = z.infer<typeof RevokeApiKey>;
