/** Seats, committees and dropped decisions: what is sent of what was typed, and what a refusal tells. */
import { Problem } from "@helpline/shared/api";
import { loadCatalogue, speak } from "@helpline/shared/i18n";
import bn from "@helpline/shared/locales/bn.po?areas=common,console,problem&po";
import en from "@helpline/shared/locales/en.po?areas=common,console,problem&po";
import type { SeatRow } from "@helpline/shared/types";
import { beforeEach, expect, test } from "vitest";
import { boardRefusal } from "../src/boards/refusal.ts";
import { committeeSaid, dropSaid, type SeatTyped, seatSaid, seatsAt } from "../src/boards/typed.ts";
import { sayer } from "../src/say/useSay.ts";

loadCatalogue("bn", bn);
loadCatalogue("en", en);
beforeEach(() => speak("bn"));

const typed: SeatTyped = {
  role: "member",
  post: null,
  title_bn: "",
  title_en: "",
  since: "",
  until: "",
};

test("a seat is sent by its post alone, which gives it its title", () => {
  expect(seatSaid({ ...typed, post: "p" })).toEqual({
    role: "member",
    post: "p",
    title_bn: null,
    title_en: null,
    since: null,
    until: null,
  });
});

test("without a post it needs a title in both languages", () => {
  expect(seatSaid(typed)).toBeNull();
  expect(seatSaid({ ...typed, title_bn: "সদস্য", title_en: " " })).toBeNull();
  const said = seatSaid({ ...typed, title_bn: " সদস্য ", title_en: "Member", until: "2027-01-31" });
  expect(said).toMatchObject({ title_bn: "সদস্য", title_en: "Member", until: "2027-01-31" });
});

test("a last day that is half typed is not sent as none", () => {
  expect(seatSaid({ ...typed, post: "p", until: null })).toBeNull();
});

test("a meeting is offered the seats of its own moment, not those of today", () => {
  const seat = { since: "2026-01-10", until: "2026-06-30", ended_at: null } as SeatRow;
  const ended = { ...seat, until: null, ended_at: "2026-05-02T06:00:00Z" };
  const at = (moment: string) => seatsAt([seat, ended], moment);
  expect(at("2026-01-09T23:59")).toEqual([]);
  expect(at("2026-05-02T11:59")).toEqual([seat, ended]);
  expect(at("2026-05-02T12:00")).toEqual([seat]);
  expect(at("2026-07-01T00:00")).toEqual([]);
});

test("a committee has both names, and an empty quorum is one that nobody has said", () => {
  const names = { name_bn: "বোর্ড", name_en: "Board" };
  expect(committeeSaid({ ...names, quorum: "" })).toEqual({ ...names, quorum: null });
  expect(committeeSaid({ ...names, quorum: "৫" })).toEqual({ ...names, quorum: 5 });
  expect(committeeSaid({ ...names, quorum: "0" })).toBeNull();
  expect(committeeSaid({ ...names, name_en: " ", quorum: "" })).toBeNull();
});

test("a decision is dropped for a reason, and another one is told in words", () => {
  expect(dropSaid("", "x")).toBeNull();
  expect(dropSaid("other", " ")).toBeNull();
  expect(dropSaid("mistake", " ")).toEqual({ reason: "mistake", words: null });
  expect(dropSaid("other", " পরে ")).toEqual({ reason: "other", words: "পরে" });
});

test.each(["committee_has_work", "seat_is_taken", "seat_not_found", "illegal_move"])(
  "%s is told in words of the reader",
  (code) => {
    const told = boardRefusal(new Problem(409, { code, detail: "Not this." }), sayer("bn", "bn"));
    expect(told).toMatch(/[\u0980-\u09ff]/);
  },
);
