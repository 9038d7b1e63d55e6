import { DEMO_EMAIL, DEMO_PASSWORD } from "@pipeline/api/demo/account";

/** Signs in as the person of the demo: the header that says so. Throws where there is no demo. */
export async function demoCookie(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: url, "content-type": "application/json" },
    body: JSON.stringify({ email: DEMO_EMAIL, password: DEMO_PASSWORD }),
  });
  const [cookie] = answer.headers.getSetCookie();
  if (!answer.ok || cookie === undefined) throw new Error(`The demo cannot be signed in to: ${answer.status}.`);
  return cookie.split(";")[0] ?? "";
}
