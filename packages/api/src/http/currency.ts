import { installationFact, rememberFact, type Db } from "@pipeline/db";

/** Remembers the currency of an installation. Throws when it is another than before: amounts would change meaning. */
export async function keepCurrency(owner: Db, currency: string): Promise<void> {
  if (await rememberFact(owner, "currency", currency)) return;
  const kept = await installationFact(owner, "currency");
  if (kept === currency) return;
  throw new Error(`This installation counts in ${kept}, and CURRENCY is ${currency}. Start it with CURRENCY=${kept}.`);
}
