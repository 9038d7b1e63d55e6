export type { Access } from "@pipeline/db";
export { createUser } from "../auth/create-user";
export { readEnv, type Env } from "../env";
export { startApp, type App } from "./app";
export { answer, getApp, handle, isBeside } from "./process";
