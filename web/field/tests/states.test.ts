/** The table of screens names each screen once, and every address the app can read. */
import { expect, test } from "vitest";
import { caseHash, readHash, shiftHash, taskHash } from "../src/route.ts";
import { STATES } from "../src/states.ts";

test("every screen has a name of its own", () => {
  const names = STATES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("every address of the table is one the app reads, and every kind of address is in it", () => {
  const kinds = STATES.map(({ hash }) => {
    const route = readHash(hash.replace("$id", "0b5e-1"));
    if (route.at === "list") expect(hash).toBe("#/");
    else if (route.at === "outbox") expect(hash).toBe("#/outbox");
    else if (route.at === "pins") expect(hash).toBe("#/pins");
    else if (route.at === "roster") expect(hash).toBe("#/roster");
    else if (route.at === "cases") expect(hash).toBe("#/cases");
    else if (route.at === "case") throw new Error("writing in a case has a test of its own");
    else if (route.at === "roll") throw new Error("a roll has a test of its own");
    else if (route.at === "pushed") throw new Error("a pushed task is shown at its own address");
    else expect(taskHash("$id", route.asking === "nothing" ? null : route.asking)).toBe(hash);
    return route.at === "task" ? route.asking : route.at;
  });
  const asked = ["nothing", "why", "back", "outcome", "centre", "report", "safe"];
  expect(new Set(kinds)).toEqual(new Set(["list", "outbox", "pins", "cases", "roster", ...asked]));
});

test("a shift of the roster has an address of its own", () => {
  expect(readHash(shiftHash("0b5e-1"))).toEqual({ at: "roster", shift: "0b5e-1" });
  expect(readHash("#/roster")).toEqual({ at: "roster", shift: null });
});

test("a case has an address of its own", () => {
  expect(readHash(caseHash("0b5e-1"))).toEqual({ at: "case", id: "0b5e-1" });
  expect(readHash("#/cases/")).toEqual({ at: "list" });
});

test("a push names a task by its number, and nothing else is one", () => {
  expect(readHash("#/no/4712")).toEqual({ at: "pushed", taskNo: 4712 });
  expect(readHash("#/no/")).toEqual({ at: "list" });
  expect(readHash("#/no/4712/why")).toEqual({ at: "list" });
});
