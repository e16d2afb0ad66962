/** Who is signed in here: asks, signs in, signs out; it keeps no password. */
import { Problem, staffEndSession, staffSeeSession, staffStartSession } from "@helpline/shared/api";
import type { Me } from "@helpline/shared/types";
import { QueryClient, queryOptions, useQuery } from "@tanstack/react-query";

export const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, staleTime: 30_000 },
    mutations: { retry: false },
  },
});

/** The signed-in person, or null. Throws Problem when the server gives no answer. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () =>
    staffSeeSession().catch((error: unknown) => {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }),
});

/** The signed-in person inside the console's screens; null only while the page is leaving. */
export function useMe(): Me | null {
  return useQuery(sessionQuery).data ?? null;
}

/** Signs in and remembers who it is. Throws Problem. */
export async function signIn(name: string, password: string): Promise<Me> {
  const me = await staffStartSession({ body: { name, password } });
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, me);
  return me;
}

/** Signs out; every row held by this page is forgotten, whatever the server answers. */
export async function signOut(): Promise<void> {
  await staffEndSession().catch(() => undefined);
  forget();
}

/** The session is over: nothing about anybody stays in this page. */
export function forget(): void {
  sessionStorage.clear();
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, null);
}
