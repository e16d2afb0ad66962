/** The REST door: the generated calls, each with one answer or one Problem; it keeps no session and retries nothing. */

import { client } from "./api/generated/client.gen.ts";
import { staffSeeSession } from "./api/generated/sdk.gen.ts";
import type { AppName } from "./types.ts";

export * from "./api/generated/sdk.gen.ts";

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
  /** What else the server said, as the page of this error has it. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, body: ProblemBody = {}) {
    super(body.title || body.code || `status ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "no_answer" : `http_${status}`);
    this.detail = body.detail ?? "";
    this.errors = body.errors ?? [];
    this.facts = body;
  }

  /** True when the same request may work later: no answer, too many requests, or the server's fault. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** False when somebody on the way answered in our place: a gateway, a Wi-Fi that wants a sign-in. */
  get isOurs(): boolean {
    return typeof this.facts.code === "string";
  }
}

export type Connecting = {
  /** Where the server is; the page's own address when left out. */
  base?: string;
  timeoutMs?: number;
  /** Sends one request; the tests give their own. */
  send?: typeof fetch;
};

/**
 * Tells the generated calls which app asks; once, before the first of them.
 *
 * From then on `await incidentsLocate({ path, body })` gives the row. An empty answer (204) is an
 * empty object. Each call throws Problem; one that was aborted throws the reason it was given.
 */
export function connect(app: AppName, connecting: Connecting = {}): void {
  const { base = "", timeoutMs = 15_000, send = fetch } = connecting;
  sender = send;
  client.setConfig({
    baseUrl: base,
    headers: { Accept: "application/json", "X-Helpline-App": app },
    credentials: "same-origin",
    cache: "no-store",
    fetch: (request) => answered(request as Request, timeoutMs, send),
  });
}

let sender: typeof fetch = fetch;

/** For a call that carries much: it has `ms` milliseconds. `fieldCommands({ body, fetch: within(90_000) })`. */
export function within(ms: number): typeof fetch {
  return (request) => answered(request as Request, ms, sender);
}

/** Whether somebody is still signed in; without an answer we believe so. */
export function hasSession(): Promise<boolean> {
  return staffSeeSession().then(
    () => true,
    (problem: unknown) => !isSignedOut(problem),
  );
}

/** Whether the server itself said that nobody is signed in: without its word we believe so of nobody. */
export function isSignedOut(problem: unknown): boolean {
  return problem instanceof Problem && problem.isOurs && problem.status === 401;
}

// Whatever else goes wrong on the way is no answer; a call that was given up keeps its reason.
client.interceptors.error.use((error, _response, request) =>
  error instanceof Problem || request?.signal.aborted ? error : new Problem(0),
);

/** The whole answer within the time there is, as a new Response. Throws Problem. */
async function answered(request: Request, ms: number, send: typeof fetch): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ms);
  const giveUp = () => limit.abort(request.signal.reason);
  request.signal.addEventListener("abort", giveUp);
  if (request.signal.aborted) giveUp();
  try {
    return await whole(await send(request, { signal: limit.signal }));
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener("abort", giveUp);
  }
}

// A page of some gateway in between ("sign in to this Wi-Fi") is no answer of ours.
async function whole(response: Response): Promise<Response> {
  const { ok, status, headers } = response;
  const text = await response.text();
  const isJson = (headers.get("content-type") ?? "").includes("json");
  if (!ok) throw new Problem(status, isJson ? (JSON.parse(text) as ProblemBody) : {});
  if (status !== 204 && !isJson) throw new Problem(0);
  return new Response(text || null, { status, headers });
}
