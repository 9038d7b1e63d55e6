"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { auth } from "@/components/shell/session";
import { refusalWords } from "../refusal";

/** A browser that is signed in. `token` ends it. */
export type SessionRow = { id: string; token: string; browser: string | null; since: string; present: boolean };

const KEY = ["auth", "sessions"];

async function fetchSessions(): Promise<SessionRow[]> {
  const [list, own] = await Promise.all([auth.listSessions(), auth.getSession()]);
  if (list.error) throw new Error(refusalWords(list.error));
  const present = own.data?.session.id;
  return list.data
    .map(({ id, token, userAgent, createdAt }) => ({
      id,
      token,
      browser: userAgent ?? null,
      since: new Date(createdAt).toISOString(),
      present: id === present,
    }))
    .toSorted((a, b) => Number(b.present) - Number(a.present) || (a.since < b.since ? 1 : -1));
}

/** The sessions of the account, this one first. Asked by the browser: their tokens have no place in a page's HTML. */
export function useSessionList() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: KEY, queryFn: fetchSessions });
  const refresh = useCallback(() => client.invalidateQueries({ queryKey: KEY }), [client]);
  return { sessions: data, error, retry: refetch, refresh };
}
