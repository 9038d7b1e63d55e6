import { budget, drop, resize, retune } from "./budget-commands";
import { advance, zone } from "./clock-commands";
import { batch, correct, record } from "./cost-commands";
import { cancel, create, report } from "./job-commands";

const OFTEN = [record, create, report, advance];

/** Every command, the common ones more often. */
export const COMMANDS = [...OFTEN, ...OFTEN, report, batch, correct, cancel, budget, resize, retune, drop, zone];
