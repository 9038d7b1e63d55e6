export { restoreText } from "./restore";
export { backupText } from "./write";
