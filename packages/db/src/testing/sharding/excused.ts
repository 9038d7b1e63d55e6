/** Statements that look at many users' rows, on purpose. All are the owner's, bounded, and such that every shard can answer. */
export const ACROSS_USERS: readonly { readonly because: string; readonly query: RegExp }[] = [
  {
    because: "due work asks for whom something is due, a batch of users at a time",
    query:
      /^select "user_id"(, "(id|project)")? from "(lora_training_jobs|lora_artifacts|budget_periods|day_checks|inbox_state)" where .* limit \$\d+$/s,
  },
  {
    because: "the loop waits for the next budget of anybody",
    query: /^select min\("next_due_at"\) from "budget_periods" where "budget_periods"."next_due_at" is not null$/,
  },
  {
    because: "hints are told of many users at once, twice a second",
    query: /^select "user_id", "version" from "inbox_state" where "inbox_state"."user_id" in \(select value::uuid/,
  },
  {
    because: "entries of the audit log go when they are old",
    query: /^delete from "audit_entries" where "audit_entries"."at" < \$1$/,
  },
  {
    because: "a scrape asks how late due work is",
    query: /^select extract\(epoch from \$1::timestamptz - min\((date_bin\('15 minutes',\s+coalesce\()?"\w+"."\w+"/,
  },
  {
    because: "an import of prices pins those of files that were booked before prices were kept",
    query: /^update "lora_artifacts" set "unit_price" = \$1 where \("lora_artifacts"."unit_price" is null/,
  },
  {
    because: "rows are counted before and after the database is sharded",
    query: /^select count\(\*\) as rows from public\./,
  },
  { because: "a backup holds every row", query: /^select "\w+"::text as c0, .* from public\."\w+"$/s },
  { because: "a restore wants to see no row", query: /^select 1 from public\."\w+" limit 1$/ },
];

/** What tests try as a role that may not: none of these has ever changed or shown a row. */
export const IN_VAIN = /^(update \w+ set (user_id = user_id|amount = 0)|delete from \w+|select 1 from audit_entries)$/;
