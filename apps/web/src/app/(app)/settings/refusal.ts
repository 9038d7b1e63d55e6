/** What the door answers when it does not do what was asked. */
type Refused = { status: number; message?: string | undefined; code?: string | undefined };

/** A refusal in the words of the page. */
export function refusalWords({ status, message, code }: Refused): string {
  if (code === "INVALID_PASSWORD") return "This is not the password of the account.";
  if (status === 429) return "Too many failed tries. Wait a few minutes.";
  if (status === 0 || message === undefined || message === "") return "The server could not be reached. Try again.";
  return message;
}
