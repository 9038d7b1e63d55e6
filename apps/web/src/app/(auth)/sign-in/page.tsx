import { DEMO_EMAIL, DEMO_PASSWORD } from "@pipeline/api/demo/account";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { readyApp, requestCtx } from "@/server/rsc";
import { destination } from "../answer";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

type SignInProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInProps) {
  const app = await readyApp();
  if (!app) return null;
  const next = destination((await searchParams).next);
  const { actor } = await requestCtx();
  if (actor !== null) redirect(next);
  const { demo, signUp } = app.env;
  const account = demo ? { email: DEMO_EMAIL, password: DEMO_PASSWORD } : null;
  return <SignInForm next={next} demo={account} mayJoin={signUp === "open"} />;
}
