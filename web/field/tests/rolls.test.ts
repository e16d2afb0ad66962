/** A roll without network: ticked at once, sent once with its own time, and the names sealed on the phone. */

import { Problem } from "@helpline/shared/api";
import type { Me, RollRow, SiteRow } from "@helpline/shared/types";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ROLL_AT, SealedMemory } from "../src/sealed-memory.ts";
import { MemoryShelf } from "../src/shelf.ts";
import { aKey, me, Phone } from "./field.ts";

const EVENING = Date.parse("2026-11-24T15:00:00Z");
const SITE: SiteRow = {
  id: "c",
  code: "ENS-01",
  name: { bn: "আশ্রয়", en: "Shelter" },
  kind: "night_shelter",
  sleeps: true,
  takes: "boys",
  capacity: 2,
  operating: true,
  last: null,
  nights: [],
  asks: [],
  version: 1,
};
const child = (child_id: string, name: string, here = false) => ({
  child_id,
  name,
  here,
  came_at: null,
  left_at: null,
  last_day: "2026-11-23",
  visits: 1,
  asked: false,
  alike: false,
});
const ROLL: RollRow = {
  site: SITE,
  day: "2026-11-24",
  figures: { day: "2026-11-24", named: 0, least: 0, most: 0 },
  children: [child("a", "কালু"), child("b", "রাজা")],
  counts: [],
  night: null,
};

beforeEach(() => void vi.useFakeTimers({ now: EVENING }));
afterEach(() => void vi.useRealTimers());

async function shelter(answers: ConstructorParameters<typeof Phone>[0]): Promise<Phone> {
  const keeper: Me = { ...me, role: "centre", centre_id: SITE.id };
  const phone = new Phone(answers, new MemoryShelf(), true, keeper);
  phone.roll = ROLL;
  phone.model.rolls.site = SITE;
  await phone.model.readRoll();
  return phone;
}

const here = (phone: Phone) =>
  phone.model.rolls.children.filter((one) => one.here).map(({ name }) => name);

test("a child is ticked without network, and the note goes out once with its own day", async () => {
  const phone = await shelter([new Problem(0)]);
  phone.model.rolls.see("a");
  expect(here(phone)).toEqual(["কালু"]);
  expect(phone.model.rolls.children.find(({ child_id }) => child_id === "a")?.waits).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  const [first, again] = phone.posts.flat();
  expect(again?.id).toBe(first?.id);
  expect(again).toMatchObject({ verb: "roll_see", day: "2026-11-24", child_id: "a" });
  expect(again).not.toHaveProperty("dispatch_id");
});

test("two ticks in a row are two notes, and a refusal of one stays until it is read", async () => {
  const phone = await shelter([
    (commands) => (commands.length === 1 ? "no:night_is_open_elsewhere" : "done"),
  ]);
  phone.model.rolls.see("a");
  await vi.advanceTimersByTimeAsync(0);
  phone.model.rolls.see("b");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(phone.verbs.flat()).toEqual(["roll_see", "roll_see"]);
  const refused = phone.model.rolls.children.find(({ child_id }) => child_id === "a");
  expect(refused?.here).toBe(false);
  expect(refused?.elsewhere?.receipt?.code).toBe("night_is_open_elsewhere");
  if (refused) phone.model.rolls.cameOver(refused);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(phone.posts.flat().at(-1)).toMatchObject({ child_id: "a", moved: true });
});

test("a child that had left and is back is there again, with the time it came", async () => {
  const phone = await shelter([new Problem(0)]);
  phone.model.rolls.see("a");
  phone.model.rolls.leave("a");
  vi.setSystemTime(EVENING + 60_000);
  const kalu = () => phone.model.rolls.children.find(({ child_id }) => child_id === "a");
  expect(kalu()?.left_at).not.toBeNull();
  phone.model.rolls.back("a");
  expect(kalu()).toMatchObject({ here: true, left_at: null, came_at: "2026-11-24T15:01:00.000Z" });
});

test("somebody new is on the list by the nickname, and who was not here is not", async () => {
  const phone = await shelter([new Problem(0)]);
  phone.model.rolls.meet("মন্টু", "boy");
  expect(here(phone)).toEqual(["মন্টু"]);
  const [montu] = phone.model.rolls.children.filter((one) => one.here);
  phone.model.rolls.correct(montu?.child_id ?? "", "slip");
  expect(here(phone)).toEqual([]);
});

test("more children than places are told on the phone, unknown places are not none", async () => {
  const phone = await shelter([new Problem(0)]);
  for (const id of ["a", "b"]) phone.model.rolls.see(id);
  phone.model.rolls.count(2);
  expect(phone.model.rolls.over).toBe(2);
  expect(phone.model.rolls.explained).toBe(false);
  // A night that was not over when the server looked has no reason for what came since.
  const night = { day: ROLL.day, least: 2, capacity: 2, over: 0, reason: null };
  phone.model.rolls.known = { ...ROLL, night: { ...night, unexplained: false } };
  expect(phone.model.rolls.explained).toBe(false);
  phone.model.rolls.explain("disaster");
  expect(phone.model.rolls.explained).toBe(true);
  phone.model.rolls.site = { ...SITE, capacity: null };
  expect(phone.model.rolls.over).toBeNull();
});

test("the morning belongs to the night before, and a new night begins empty", async () => {
  const phone = await shelter([]);
  phone.model.rolls.see("a");
  await vi.advanceTimersByTimeAsync(1_000);
  vi.setSystemTime(Date.parse("2026-11-25T02:00:00Z"));
  expect(phone.model.rolls.day).toBe("2026-11-24");
  vi.setSystemTime(Date.parse("2026-11-25T15:00:00Z"));
  expect(phone.model.rolls.day).toBe("2026-11-25");
  expect(here(phone)).toEqual([]);
});

test("the list lies sealed on the phone, for its owner alone", async () => {
  vi.useRealTimers();
  const kept = new Map<string, string>();
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  const key = aKey();
  const mine = new SealedMemory<RollRow>(ROLL_AT, me.id, { key: () => key }, () => store);
  await mine.keep(ROLL);
  expect([...kept.values()].join()).not.toContain("কালু");
  expect(await mine.last()).toEqual(ROLL);
  const other = new SealedMemory<RollRow>(
    ROLL_AT,
    "somebody else",
    { key: () => key },
    () => store,
  );
  expect(await other.last()).toBeNull();
});
