/** The live line: greets, resumes, notices a dead line within ten seconds, acknowledges offers, ends with the session. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LiveClient, type LiveOptions } from "../src/live.ts";
import { FakeSocket } from "./fake-socket.ts";

let sockets: FakeSocket[] = [];
let client: LiveClient;

function start(options: LiveOptions = {}): LiveClient {
  client = new LiveClient({
    url: "ws://test/live",
    random: () => 1,
    open: () => {
      sockets.push(new FakeSocket());
      return line();
    },
    ...options,
  });
  client.start();
  return client;
}

function line(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("nobody connected");
  return socket;
}

const snapshot = (channel: string, position = "7") => ({
  type: "snapshot",
  channel,
  position,
  collections: { tasks: { t1: { version: 1 } } },
});

const change = (position: string, version: number) => ({
  type: "event",
  channel: "field",
  position,
  event: "dispatch.accepted",
  at: "2026-11-24T10:00:00Z",
  entity: { kind: "dispatch", id: "t1", version },
  put: [{ collection: "tasks", id: "t1", row: { version } }],
  drop: [],
});

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
});
afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

describe("channels", () => {
  test("a channel is asked for after hello and its listener hears snapshot and events", () => {
    const heard: number[] = [];
    start().subscribe("field", (store) =>
      heard.push(Number(store.row<{ version: number }>("tasks", "t1")?.version)),
    );
    expect(line().sent).toEqual([]);
    line().hello();
    expect(line().of("subscribe")).toEqual([{ type: "subscribe", channel: "field" }]);
    line().say(snapshot("field"));
    line().say(change("8", 2));
    expect(heard).toEqual([1, 2]);
  });

  test("after a break the client resumes from its position and keeps the rows meanwhile", () => {
    start().subscribe("field", () => {});
    line().hello();
    line().say(snapshot("field"));
    line().say(change("8", 2));
    line().drop(1006);
    expect(client.connection).toBe("reconnecting");
    expect(client.store("field")?.rows("tasks").size).toBe(1);
    vi.advanceTimersByTime(500);
    line().hello();
    expect(line().of("subscribe")).toEqual([{ type: "subscribe", channel: "field", since: "8" }]);
  });

  test("on resync the channel is asked for again from the start", () => {
    start().subscribe("field", () => {});
    line().hello();
    line().say(snapshot("field"));
    line().say({ type: "resync", channel: "field" });
    expect(line().of("subscribe").at(-1)).toEqual({ type: "subscribe", channel: "field" });
  });

  test("two listeners share one subscription and the last one to leave ends it", () => {
    start();
    line().hello();
    const leaveFirst = client.subscribe("field", () => {});
    const leaveSecond = client.subscribe("field", () => {});
    expect(line().of("subscribe")).toHaveLength(1);
    leaveFirst();
    vi.advanceTimersByTime(2_100);
    expect(line().of("unsubscribe")).toHaveLength(0);
    leaveSecond();
    vi.advanceTimersByTime(2_100);
    expect(line().of("unsubscribe")).toEqual([{ type: "unsubscribe", channel: "field" }]);
    expect(client.store("field")).toBeUndefined();
  });

  test("coming back to a page at once does not ask again", () => {
    start();
    line().hello();
    client.subscribe("field", () => {})();
    vi.advanceTimersByTime(1_000);
    client.subscribe("field", () => {});
    vi.advanceTimersByTime(2_500);
    expect(line().of("subscribe")).toHaveLength(1);
    expect(line().of("unsubscribe")).toHaveLength(0);
  });

  test("a frame that is not ours changes nothing", () => {
    start().subscribe("field", () => {});
    line().hello();
    line().say("not json");
    line().say({ type: "a_later_invention" });
    line().say("null");
    expect(client.connection).toBe("connected");
  });
});

describe("the line", () => {
  test("a half-open line is noticed within ten seconds", () => {
    start();
    line().hello();
    line().say({ type: "pong", server_time: new Date().toISOString() });
    const dead = line();
    vi.advanceTimersByTime(10_000);
    expect(dead.closed).toBe(true);
    expect(client.connection).not.toBe("connected");
  });

  test("a line that answers its pings stays connected", () => {
    start();
    line().hello();
    for (let second = 0; second < 60; second += 1) {
      line().say({ type: "pong", server_time: new Date().toISOString() });
      vi.advanceTimersByTime(1_000);
    }
    expect(sockets).toHaveLength(1);
    expect(line().of("ping").length).toBeGreaterThan(10);
  });

  test("a handshake that hangs is given up", () => {
    start();
    vi.advanceTimersByTime(11_000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  test("waits grow to fifteen seconds and start again after a greeting", () => {
    start();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      line().drop(1006);
      const before = sockets.length;
      let waited = 0;
      while (sockets.length === before) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    line().hello();
    line().drop(1012);
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(10);
  });

  test("retries are spread: the shortest wait is half of the longest", () => {
    start({ random: () => 0 });
    line().drop(1006);
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
  });

  test.each([4401, 4403])("close code %i ends the client for good", (code) => {
    start();
    line().hello();
    line().drop(code);
    vi.advanceTimersByTime(60_000);
    expect(client.connection).toBe("ended");
    expect(sockets).toHaveLength(1);
  });

  test("a refused handshake without a session ends, with a session tries on", async () => {
    let alive = true;
    start({ hasSession: async () => alive });
    line().drop(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
    alive = false;
    line().drop(1006);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(client.connection).toBe("ended");
    expect(sockets).toHaveLength(2);
  });

  test("a nudge connects at once instead of waiting", () => {
    start();
    line().drop(1006);
    client.nudge();
    expect(sockets).toHaveLength(2);
  });

  test("stopping forgets every row", () => {
    start().subscribe("field", () => {});
    line().hello();
    line().say(snapshot("field"));
    client.stop();
    expect(client.store("field")).toBeUndefined();
    expect(line().closed).toBe(true);
  });
});

describe("offers and the clock", () => {
  const offer = { type: "offer", offer: { id: "o1", call_id: "c1" } };

  test("an offer is acknowledged at once, each time, and told once", () => {
    const told: string[] = [];
    start({ onOffer: ({ id }) => told.push(id) });
    line().hello();
    line().say(offer);
    line().say(offer);
    expect(line().of("ack")).toHaveLength(2);
    expect(told).toEqual(["o1"]);
  });

  test("accepting goes over the line, and says no when the line is down", () => {
    const taken: string[] = [];
    start({ onAccepted: ({ call_id }) => taken.push(call_id) });
    expect(client.accept("o1")).toBe(false);
    line().hello();
    expect(client.accept("o1")).toBe(true);
    line().say({ type: "accepted", offer_id: "o1", call_id: "c1", incident_id: "i1" });
    expect(taken).toEqual(["c1"]);
  });

  test("an error is told with the message it answers", () => {
    const errors: string[] = [];
    start({ onError: ({ code, ref }) => errors.push(`${code} ${ref}`) });
    line().hello();
    line().say({ type: "error", code: "offer_gone", detail: "", ref: "o1" });
    expect(errors).toEqual(["offer_gone o1"]);
  });

  test("the server's time is known from the fastest answer", () => {
    start();
    line().hello(new Date(Date.now() + 60_000).toISOString());
    vi.advanceTimersByTime(200);
    line().say({ type: "pong", server_time: new Date(Date.now() + 60_000 - 100).toISOString() });
    expect(Math.abs(client.clock.now() - Date.now() - 60_000)).toBeLessThanOrEqual(10);
  });
});
