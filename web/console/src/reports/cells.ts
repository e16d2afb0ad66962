/** What a cell of a report says in words, digits and signs; a number that is not known is never a zero. */
import type { IconName } from "@helpline/shared/icons";
import type { Lang, ReportCell, ReportCheck, ReportDocument } from "@helpline/shared/types";
import type { Hue } from "../parts/status.tsx";
import type { Say } from "../say/useSay.ts";

/** How a verdict looks: hue and icon beside its word. */
export const HOW: Record<ReportCheck["verdict"], { hue: Hue; icon: IconName }> = {
  adds_up: { hue: "safe", icon: "check" },
  derived: { hue: "info", icon: "info" },
  cannot_be_checked: { hue: "none", icon: "info" },
  wrong: { hue: "overdue", icon: "late" },
};

// In Latin digits, so that the reader's choice alone decides them; the groups are the country's.
const GROUPS: Record<Lang, Intl.NumberFormat> = {
  bn: new Intl.NumberFormat("bn-BD-u-nu-latn"),
  en: new Intl.NumberFormat("en-GB-u-nu-latn"),
};

export function grouped(value: number, lang: Lang): string {
  return GROUPS[lang].format(value);
}

/** Words, or the number with its sign, or the sign alone of one that is lost. */
export function inWords(cell: ReportCell, report: ReportDocument, say: Say): string {
  if (cell.said) return say.n(say.words(cell.said));
  const sign = report.legend.find((one) => one.mark === cell.mark)?.sign ?? "";
  if (cell.value === null || cell.value === undefined) return sign;
  return `${say.n(grouped(cell.value, say.lang))}${sign}`;
}

/** From where to where a lost number can be, when that is known at both ends. */
export function span(cell: ReportCell): { low: number; high: number } | null {
  const { low, high } = cell;
  if (low === null || low === undefined || high === null || high === undefined) return null;
  return { low, high };
}
