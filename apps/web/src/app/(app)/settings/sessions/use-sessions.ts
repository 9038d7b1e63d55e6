"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { atDoor } from "@/components/shell/session";
import { refusalWords } from "../refusal";
import { type SessionRow, toRows } from "./session-row";

const KEY = ["auth", "sessions"];

async function fetchRows(): Promise<SessionRow[]> {
  const [list, own] = await Promise.all([atDoor((door) => door.listSessions()), atDoor((door) => door.getSession())]);
  if (list.error) throw new Error(refusalWords(list.error));
  return toRows(list.data, own.data?.session.id);
}

/** The sessions of the account; `initial` is what the page was rendered with. */
export function useSessions(initial: SessionRow[]): SessionRow[] {
  return useQuery({ queryKey: KEY, queryFn: fetchRows, initialData: initial }).data;
}

/** Has the list of sessions read again. */
export function useRefreshSessions(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: KEY }), [client]);
}

type Answer = { error: { status: number; message?: string | undefined } | null };

/** Ends one session of the account; one that is gone already has ended. */
export async function endSession(id: string): Promise<Answer> {
  const list = await atDoor((door) => door.listSessions());
  if (list.error) return list;
  const token = list.data.find((session) => session.id === id)?.token;
  return token === undefined ? { error: null } : atDoor((door) => door.revokeSession({ token }));
}
