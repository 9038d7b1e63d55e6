/** What no answer may hold: words of the driver, of our tables, of the disk, or a line of a stack. */
export const LEAK =
  /Failed query|params:|Drizzle|PostgresError|lora_(training|job|cost|notif|artifact)|inbox_state|account_settings|_rollups|api_keys|set_app_user|relation "|column "|syntax error|violates|node_modules|\/src\/|file:\/\/|(\\n|\n)\s*at \S|ECONN|CONNECT_/;
