/** Of a centre only what was changed is sent; what is emptied is unknown again, and what is no number is not sent. */
import type { CentreFile } from "@helpline/shared/types";
import { expect, test } from "vitest";
import { type CentreSheet, changeOf, sheetOf } from "../src/directory/centreSheet.ts";

const known = sheetOf({
  name: { bn: "কেন্দ্র", en: "Centre" },
  kind_code: "safe_home",
  admits: "court",
  operating: true,
  intake_gender: "unknown",
  age_from: 6,
  age_to: null,
  capacity: 20,
  services: ["shelter", "meals"],
  hours: "always",
  organisation: { code: "DSS", name: { bn: "সমাজসেবা", en: "DSS" } },
  place: null,
} as unknown as CentreFile);

test.each<[Partial<CentreSheet>, unknown]>([
  [{}, {}],
  [{ capacity: "২৫" }, { capacity: 25 }],
  [
    { capacity: " ", hours: "", intake_gender: "girls" },
    { capacity: null, hours: null, intake_gender: "girls" },
  ],
  [{ age_to: "ten" }, null],
  [{ age_to: "1.5" }, null],
  [
    { organisation: null, operating: false },
    { organisation: null, operating: false },
  ],
  [{ services: ["meals"] }, { services: ["meals"] }],
])("%j", (said, sent) => expect(changeOf(known, { ...known, ...said })).toEqual(sent));
