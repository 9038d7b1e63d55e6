/**
 * The shell that stands between this process and PostgreSQL, and outlives this process.
 *
 * It gets the path of a fifo and the server's command; its standard input is a pipe that this process holds open.
 * The kernel closes that pipe however this process ends, even by kill -9. Others that join the server hold the fifo
 * open in the same way. When nobody holds either any more, the server gets SIGINT, its fast shutdown.
 * It prints the server's process id at each start; a server that was killed is started again.
 *
 * It takes the socket directory away with it. The fifo, by the name that others know, goes while the server still
 * holds its lock: after that it could be the fifo of the next.
 *
 * SIGINT is repeated because PostgreSQL ignores it until it has set itself up.
 */
export const SUPERVISOR = `
holds=$1; shift
trap '' HUP INT PIPE
mkfifo -m 600 "$holds" || exit
exec 3<>"$holds" 4<"$holds" 3>&- 5<&0 </dev/null

stop= server=
trap '[ "$stop" ] || rm -f "\${holds%.*}"; stop=1; kill -INT "$server" 2>/dev/null' TERM
{
  while read -r line; do :; done <&5
  while read -r line; do :; done <&4
  exec 4<&-
  while kill -TERM $$; do sleep 0.2; done
} >/dev/null 2>&1 &
watcher=$!
exec 4<&- 5<&-

killed= tries=0
while [ -z "$stop" ]; do
  "$@" >&2 & server=$!
  echo "$server"
  while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
  tries=$((tries + 1))
  [ "$code" -gt 128 ] && killed=1 tries=0
  [ -n "$killed" ] && [ "$code" -ne 0 ] && [ "$tries" -lt 50 ] || break
  sleep 0.2
done
kill "$watcher"
rm -f "$holds"
rmdir "\${holds%/*}" 2>/dev/null
exit "$code"
`;
