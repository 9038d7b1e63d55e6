import { createAuthClient } from "better-auth/react";

/** The door's client; `atDoor` loads it. */
export const auth = createAuthClient({ basePath: "/api/auth" });
