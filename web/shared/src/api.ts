/** The REST door: one call, one answer or one Problem; it keeps no session and retries nothing. */

import type { AppName } from "./types.ts";

export type ProblemBody = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { field: string; message: string }[];
};

/** An answer that was refused (RFC 9457), or no answer at all (`status` 0, code `no_answer`). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: { field: string; message: string }[];

  constructor(status: number, body: ProblemBody = {}) {
    super(body.title || body.code || `status ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "no_answer" : `http_${status}`);
    this.detail = body.detail ?? "";
    this.errors = body.errors ?? [];
  }

  /** True when the same request may work later: no answer, too many requests, or the server's fault. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

export type Call = <T>(
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
) => Promise<T>;

/**
 * The `call` of one app. Paths are below /api/v1.
 *
 * An empty answer (204) is undefined. Throws Problem; an aborted request throws the AbortError.
 */
export function caller(app: AppName, base = "/api/v1", timeoutMs = 15_000): Call {
  return async (method, path, body, signal) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    const give = () => limit.abort();
    signal?.addEventListener("abort", give);
    try {
      return await read(await fetch(`${base}${path}`, request(app, method, body, limit.signal)));
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (signal?.aborted) throw signal.reason;
      throw new Problem(0);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", give);
    }
  };
}

/** The same door without a bound caller: `call("console", "GET", "/places?q=…")`. */
export function call<T>(
  app: AppName,
  method: Method,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return caller(app)<T>(method, path, body, signal);
}

function request(app: AppName, method: Method, body: unknown, signal: AbortSignal): RequestInit {
  const headers = { Accept: "application/json", "X-Helpline-App": app };
  const common = { method, credentials: "same-origin", cache: "no-store", signal } as const;
  if (body === undefined) return { ...common, headers };
  return {
    ...common,
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

async function read<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const type = response.headers.get("content-type") ?? "";
  const body = type.includes("json") ? await response.json().catch(() => ({})) : {};
  if (!response.ok) throw new Problem(response.status, body as ProblemBody);
  return body as T;
}
