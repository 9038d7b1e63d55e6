export * from "./accounts";
export * from "./audit";
export * from "./budgets";
export * from "./costs";
export * from "./jobs";
export * from "./notifications";
export * from "./prices";
export * from "./users";
