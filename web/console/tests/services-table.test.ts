/** Who does what where is read by area: a gap is seen, and an area without anything is told apart. */
import type { WhoDoesWhat } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { turned } from "../src/services/table.ts";
import { SERVICES } from "../src/services/verbs.ts";

const area = (code: string) => ({ code, kind: "upazila", name: { bn: code, en: code } });
const whose = (code: string) => ({
  id: code,
  code,
  kind: "partner" as const,
  name: { bn: code, en: code },
});
const found: WhoDoesWhat = {
  district: area("D"),
  areas: [area("north"), area("south"), area("west")],
  lines: [
    { organisation: whose("B"), service: "health", areas: ["south"], offers: ["2"] },
    { organisation: whose("A"), service: "shelter", areas: ["north", "south"], offers: ["1"] },
    { organisation: whose("C"), service: "shelter", areas: ["north"], offers: ["3"] },
  ],
  gaps: [],
};

const codes = (only: Parameters<typeof turned>[1]) =>
  turned(found, only).lines.map(({ area, cells }) => [
    area.code,
    cells.map((cell) => cell.map(({ code }) => code)),
  ]);

test("one row an area, one column a service that is given, in the order of services", () => {
  expect(turned(found, SERVICES).kinds).toEqual(["shelter", "health"]);
  expect(codes(SERVICES)).toEqual([
    ["north", [["A", "C"], []]],
    ["south", [["A"], ["B"]]],
  ]);
  expect(turned(found, SERVICES).bare.map(({ code }) => code)).toEqual(["west"]);
});

test("narrowed to one service, areas without it are bare", () => {
  expect(codes(["health"])).toEqual([["south", [["B"]]]]);
  expect(turned(found, ["health"]).bare.map(({ code }) => code)).toEqual(["north", "west"]);
  expect(turned(found, ["meals"])).toMatchObject({ kinds: [], lines: [] });
});
