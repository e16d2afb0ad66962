/** What is typed of a centre, and what of it the server is told: what has changed, and nothing else; pure. */
import { latinDigits } from "@helpline/shared/format";
import type { CentreChange, CentreFile } from "@helpline/shared/types";

export type Seat = { code: string; name: string };
export type CentreSheet = {
  name_bn: string;
  name_en: string;
  kind: CentreFile["kind_code"];
  admits: CentreFile["admits"];
  operating: boolean;
  /** Empty: nobody has said. */
  intake_gender: "" | "girls" | "boys" | "both";
  /** As typed, in either set of digits; empty: no limit that we know of. */
  age_from: string;
  age_to: string;
  capacity: string;
  services: CentreFile["services"];
  hours: string;
  organisation: string | null;
  place: string | null;
};

const TAKES = ["girls", "boys", "both"] as const;
const WHOLE = /^\d{1,6}$/;

export function sheetOf(centre: CentreFile): CentreSheet {
  return {
    name_bn: centre.name.bn ?? "",
    name_en: centre.name.en ?? "",
    kind: centre.kind_code,
    admits: centre.admits,
    operating: centre.operating,
    intake_gender: TAKES.find((one) => one === centre.intake_gender) ?? "",
    age_from: written(centre.age_from),
    age_to: written(centre.age_to),
    capacity: written(centre.capacity),
    services: [...centre.services].sort(),
    hours: centre.hours ?? "",
    organisation: centre.organisation?.code ?? null,
    place: centre.place?.code ?? null,
  };
}

/** The change; null while something in it is no whole number. */
export function changeOf(known: CentreSheet, now: CentreSheet): CentreChange | null {
  const said: Record<string, unknown> = {};
  for (const name of Object.keys(now) as (keyof CentreSheet)[]) {
    if (JSON.stringify(now[name]) === JSON.stringify(known[name])) continue;
    const value = sent(name, now[name]);
    if (value === undefined) return null;
    said[name] = value;
  }
  return said as CentreChange;
}

function sent(name: keyof CentreSheet, value: CentreSheet[keyof CentreSheet]): unknown {
  if (name === "age_from" || name === "age_to" || name === "capacity") return whole(String(value));
  if (typeof value === "string") return value.trim() || null;
  return value;
}

function whole(typed: string): number | null | undefined {
  const latin = latinDigits(typed).trim();
  if (latin === "") return null;
  return WHOLE.test(latin) ? Number(latin) : undefined;
}

function written(value: number | null): string {
  return value === null ? "" : String(value);
}
