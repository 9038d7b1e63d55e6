const AREAS =
  "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian|Mexico|Pacific|US";
const WORD = "(?!(?:Au|Es|Of)(?![a-z]))[A-Z][a-z]*";
const PLACE = `${WORD}(?:[_-](?:${WORD}|au|es|of))*`;
const AREA_LOCATION = new RegExp(`^(?:${AREAS})(?:/${PLACE}){1,2}$`);

// Names whose spelling the pattern above cannot tell from a wrong one, by their lower-case form.
const IRREGULAR = new Map(
  [
    "America/Argentina/ComodRivadavia America/Knox_IN America/Indiana/Knox America/Port-au-Prince",
    "Antarctica/DumontDUrville Antarctica/McMurdo Australia/ACT Australia/LHI Australia/NSW",
    "Brazil/DeNoronha Chile/EasterIsland Etc/GMT Etc/GMT0 Etc/UCT Etc/UTC Mexico/BajaNorte Mexico/BajaSur",
    "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT0 Greenwich HST Hongkong Iceland Iran Israel Jamaica Japan",
    "Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT UTC",
    "Universal W-SU WET Zulu",
  ]
    .flatMap((line) => line.split(" "))
    .map((name) => [name.toLowerCase(), name] as const),
);

// ICU still accepts this one; the IANA data, and Postgres with it, dropped it in 2020.
const DROPPED = new Set(["US/Pacific-New"]);

/**
 * Whether this is an IANA zone in its exact spelling that both `Intl` and Postgres know: an Area/Location or an
 * old single name such as UTC. Offsets, `Etc/GMT±n` and other spellings ("utc", "asia/kolkata") are not.
 */
export function isTimeZone(zone: string): boolean {
  if (zone.length > 64) return false;
  const irregular = IRREGULAR.get(zone.toLowerCase());
  if (irregular !== undefined ? irregular !== zone : !AREA_LOCATION.test(zone)) return false;
  return !DROPPED.has(zone) && intlKnows(zone);
}

// Only real zones are kept, so it cannot outgrow the list of them.
const known = new Set<string>();

function intlKnows(zone: string): boolean {
  if (known.has(zone)) return true;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone }).format();
    known.add(zone);
    return true;
  } catch {
    return false;
  }
}
