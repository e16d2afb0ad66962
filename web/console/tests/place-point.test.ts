/** A coordinate that was pasted is told from the name of a place. */
import { expect, test } from "vitest";
import { pointOf } from "../src/incident/what/usePlaces.ts";

test.each([
  ["23.7104, 90.4074", { lat: 23.7104, lon: 90.4074 }],
  ["২৩.৭১০৪, ৯০.৪০৭৪", { lat: 23.7104, lon: 90.4074 }],
  [" 23.7104° 90.4074° ", { lat: 23.7104, lon: 90.4074 }],
  ["-8.5;115.2", { lat: -8.5, lon: 115.2 }],
  ["90.4074, 181.5", null],
  ["95.5, 23.7", null],
  ["ward 25", null],
  ["23, 90", null],
  ["ঢাকা ২৫.১", null],
  ["", null],
])("%s", (typed, point) => expect(pointOf(typed)).toEqual(point));
