import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

const MAX_RETRIES = 2;

type Failure = { message: string; data?: unknown };

/** The HTTP status an error came with; undefined when no answer came. */
export function httpStatusOf(error: Failure): number | undefined {
  const { data } = error;
  return typeof data === "object" && data !== null && "httpStatus" in data && typeof data.httpStatus === "number"
    ? data.httpStatus
    : undefined;
}

// What the server refused it will refuse again; what it could not do now, or was not asked, may work.
function worthRetrying(failures: number, error: Failure): boolean {
  const status = httpStatusOf(error);
  return failures < MAX_RETRIES && (status === undefined || status === 503);
}

/** A query client for the browser and for one request of the server. `onSignedOut` is called when a session ended. */
export function makeQueryClient(onSignedOut?: () => void): QueryClient {
  const onError = (error: Failure) => {
    if (httpStatusOf(error) === 401) onSignedOut?.();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // A server asks once: the browser will ask again, and nobody waits for the page meanwhile.
    defaultOptions: { queries: { retry: typeof window === "undefined" ? false : worthRetrying } },
  });
}
