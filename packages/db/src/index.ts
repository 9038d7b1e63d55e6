export { connect, type Connection, type Db } from "./db";
export { installationFact, rememberFact } from "./installation";
export type { Listening, ListenHandlers, ListenPace } from "./listen";
export { migrate } from "./migrate";
export { openDatabase, type Database, type DatabaseSettings } from "./open";
export type { Target } from "./target";
export { errorCode, isTransaction, withUser } from "./tenant";
export { projectRoot } from "./project-root";
export { rowsOf } from "./rows";
