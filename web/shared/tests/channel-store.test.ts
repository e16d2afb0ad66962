/** The rows of a channel converge to the server's, whatever comes late or twice. */
import { describe, expect, test } from "vitest";
import { ChannelStore } from "../src/channel-store.ts";
import type { EventMessage, Row } from "../src/live-messages.ts";

function event(position: string, version: number, change: Partial<EventMessage>): EventMessage {
  return {
    type: "event",
    channel: "board",
    position,
    event: "call.arrived",
    at: "2026-11-24T10:00:00Z",
    entity: { kind: "call", id: "a", version },
    put: [],
    drop: [],
    ...change,
  };
}

function put(row: Row, id = "a") {
  return { put: [{ collection: "waiting", id, row }] };
}
const drop = { drop: [{ collection: "waiting", id: "a" }] };

function board(): ChannelStore {
  const store = new ChannelStore("board");
  store.replace("1", { waiting: { a: { version: 2, who: "first" } } });
  return store;
}

describe("a channel's rows", () => {
  test("a newer row replaces an older one and the position is remembered", () => {
    const store = board();
    store.apply(event("2", 3, put({ version: 3, who: "second" })));
    expect(store.row("waiting", "a")).toEqual({ version: 3, who: "second" });
    expect(store.position).toBe("2");
  });

  test("an older row is ignored", () => {
    const store = board();
    store.apply(event("2", 1, put({ version: 1, who: "stale" })));
    expect(store.row("waiting", "a")).toEqual({ version: 2, who: "first" });
  });

  test("a dropped row does not come back by an older put", () => {
    const store = board();
    store.apply(event("2", 4, drop));
    store.apply(event("3", 3, put({ version: 3 })));
    expect(store.rows("waiting").size).toBe(0);
    store.apply(event("4", 5, put({ version: 5 })));
    expect(store.rows("waiting").size).toBe(1);
  });

  test("a repeated old drop does not remove a newer row", () => {
    const store = board();
    store.apply(event("2", 1, drop));
    expect(store.rows("waiting").size).toBe(1);
  });

  test("a drop caused by another entity always counts", () => {
    const store = board();
    store.apply(event("2", 1, { ...drop, entity: { kind: "dispatch", id: "d", version: 1 } }));
    expect(store.rows("waiting").size).toBe(0);
  });

  test("a row without a version is always taken", () => {
    const store = new ChannelStore("me");
    store.replace("1", { queue: { summary: { waiting: 1 } } });
    store.apply(
      event("2", 1, { put: [{ collection: "queue", id: "summary", row: { waiting: 0 } }] }),
    );
    expect(store.row("queue", "summary")).toEqual({ waiting: 0 });
  });

  test("a changed collection is a new map and an untouched one stays the same", () => {
    const store = new ChannelStore("board");
    store.replace("1", { waiting: {}, counsellors: { c: { version: 1 } } });
    const [waiting, counsellors] = [store.rows("waiting"), store.rows("counsellors")];
    store.apply(event("2", 1, put({ version: 1 })));
    expect(store.rows("waiting")).not.toBe(waiting);
    expect(store.rows("counsellors")).toBe(counsellors);
  });

  test("old screen plus missed events equals a fresh screen in any order of delivery", () => {
    const changes = [
      event("2", 3, put({ version: 3 })),
      event("3", 4, drop),
      event("4", 6, put({ version: 6, who: "back" })),
      event("5", 7, put({ version: 7, who: "last" })),
    ];
    for (const order of permutations(changes)) {
      const store = board();
      for (const change of order) store.apply(change);
      expect(store.row("waiting", "a")).toEqual({ version: 7, who: "last" });
    }
  });
});

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  );
}
