/** Every call gives one answer or one Problem, and says which app asks. */
import { afterEach, expect, test, vi } from "vitest";
import {
  callsPassOn,
  connect,
  hasSession,
  incidentsSaveField,
  Problem,
  placesSearch,
  staffSeeSession,
} from "../src/api.ts";

const BASE = "http://helpline.test";
type Sender = (request: Request, init?: RequestInit) => Promise<Response> | Response;
let sent: Request[] = [];

/** The console with a server that answers as the test says. */
function answering(sender: Sender, timeoutMs = 15_000): void {
  sent = [];
  const send = (async (asked, init) => {
    sent.push(asked as Request);
    return sender(asked as Request, init);
  }) as typeof fetch;
  connect("console", { base: BASE, timeoutMs, send });
}

const problem = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
const untilAborted: Sender = (_, init) =>
  new Promise((_resolve, reject) => {
    const signal = init?.signal;
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
const caught = (asking: Promise<unknown>) => asking.then(() => null).catch((error) => error);

afterEach(() => void vi.useRealTimers());

test("a call goes to its path with its body, as JSON, in the app's name", async () => {
  answering(() => Response.json({ rev: 2 }));
  const path = { incident_id: "i1", field: "narrative" } as const;
  const row = await incidentsSaveField({ path, body: { value: "কেউ আছে", base_rev: 1 } });
  const [request] = sent;
  expect(row).toEqual({ rev: 2 });
  expect(request?.method).toBe("PUT");
  expect(request?.url).toBe(`${BASE}/api/v1/incidents/i1/intake/narrative`);
  expect(request?.headers.get("x-helpline-app")).toBe("console");
  expect(request?.headers.get("content-type")).toBe("application/json");
  expect(request?.credentials).toBe("same-origin");
  expect(request?.cache).toBe("no-store");
  expect(await request?.json()).toEqual({ value: "কেউ আছে", base_rev: 1 });
});

test("what is searched for is spelt so that an address can carry it", async () => {
  answering(() => Response.json({ items: [] }));
  await placesSearch({ query: { q: "মিরপুর & 10%", limit: 8 } });
  const asked = new URL(sent[0]?.url ?? "").searchParams;
  expect([asked.get("q"), asked.get("limit")]).toEqual(["মিরপুর & 10%", "8"]);
});

test("an empty answer is no error", async () => {
  answering(() => new Response(null, { status: 204 }));
  await callsPassOn({ path: { offer_id: "o1" }, body: { reason: "skill" } });
  expect(sent).toHaveLength(1);
});

test("a refusal is a Problem with the server's code, sentence and fields", async () => {
  const errors = [{ field: "value", message: "Text is expected here." }];
  answering(() => problem(422, { code: "input_is_invalid", detail: "No.", errors }));
  const refused = await caught(staffSeeSession());
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({ status: 422, code: "input_is_invalid", detail: "No.", errors });
  expect(refused.mayPass).toBe(false);
});

test("a refusal by something that is not ours still is a Problem", async () => {
  answering(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const refused = await caught(staffSeeSession());
  expect(refused).toMatchObject({ status: 502, code: "http_502" });
  expect(refused.mayPass).toBe(true);
});

test.each([
  ["no line", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["a page of some gateway", () => new Response("<h1>Pay here</h1>", { status: 200 })],
  [
    "an answer cut short",
    () => new Response("{", { headers: { "Content-Type": "application/json" } }),
  ],
])("%s is no answer, and the same may work later", async (_, sender: Sender) => {
  answering(sender);
  const none = await caught(staffSeeSession());
  expect(none).toMatchObject({ status: 0, code: "no_answer" });
  expect(none.mayPass).toBe(true);
});

test("a server that says nothing for too long gave no answer", async () => {
  vi.useFakeTimers();
  answering(untilAborted, 15_000);
  const asking = caught(staffSeeSession());
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await asking).toMatchObject({ status: 0, code: "no_answer" });
});

test("a call that was given up throws the reason it was given", async () => {
  answering(untilAborted);
  const leaving = new AbortController();
  const asking = caught(placesSearch({ query: { q: "x" }, signal: leaving.signal }));
  await Promise.resolve();
  leaving.abort(new Error("typed on"));
  expect((await asking).message).toBe("typed on");
});

test("a call that was given up before it began throws its reason too", async () => {
  answering(untilAborted);
  const signal = AbortSignal.abort(new Error("gone"));
  expect((await caught(placesSearch({ query: { q: "x" }, signal }))).message).toBe("gone");
});

test("only the server's own word ends a session", async () => {
  answering(() => problem(401, { code: "not_signed_in" }));
  expect(await hasSession()).toBe(false);
  answering(() => problem(503, { code: "unavailable" }));
  expect(await hasSession()).toBe(true);
  answering(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(await hasSession()).toBe(true);
});
