import { PORT } from "./socket";

/** The server's command-line settings; everything else is PostgreSQL's default, durability with it. */
export function settings(socketDir: string): string[] {
  const values = {
    listen_addresses: "",
    unix_socket_directories: `"${socketDir}"`,
    unix_socket_permissions: "0700",
    port: String(PORT),
    timezone: "UTC",
    log_timezone: "UTC",
    shared_buffers: "128MB",
    max_connections: "100",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
