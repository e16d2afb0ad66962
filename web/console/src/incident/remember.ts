/** Where the person was (field, and caret or chip) so that a reload returns there; it keeps no word of the text. */

const KEY = "helpline.where";
/** What is written in: a text, or the parts of a date; not the guard that stands unseen beside them. */
const WRITTEN = "input:not([tabindex='-1']), textarea, [contenteditable='true']";
/** `chip`: the place in its row of the choice that had the focus; null in a written field. */
type Where = { incident: string; field: string; caret: number | null; chip: number | null };

/** Called as focus and caret move inside the form, and as the page goes. */
export function rememberWhere(incident: string, element: Element | null): void {
  const field = element?.closest<HTMLElement>("[data-field]")?.dataset.field;
  if (!element || !field) return;
  const caret = isText(element) ? element.selectionStart : null;
  const chips = chipsAround(element);
  const chip = chips
    ? chipsOf(chips)
        .map((one): Element => one)
        .indexOf(element)
    : null;
  sessionStorage.setItem(KEY, JSON.stringify({ incident, field, caret, chip } satisfies Where));
}

/** Puts focus and caret back. False when there is nothing to return to. */
export function returnThere(incident: string, root: ParentNode): boolean {
  const where = recall(incident);
  const holder =
    where && root.querySelector<HTMLElement>(`[data-field="${CSS.escape(where.field)}"]`);
  const target = holder && controlIn(holder, where);
  if (!target) return false;
  target.focus();
  if (isText(target) && where.caret !== null) target.setSelectionRange(where.caret, where.caret);
  return true;
}

function controlIn(holder: HTMLElement, { chip }: Where): HTMLElement | null {
  const chips = chip === null ? null : holder.querySelector(".chips");
  if (chips) return chipToStandOn(chips, chip);
  return holder.querySelector<HTMLElement>(WRITTEN) ?? firstFocusable(holder);
}

/** The first control inside an element that takes the focus; in a row of choices, the chosen one. */
export function firstFocusable(root: ParentNode): HTMLElement | null {
  const first = root.querySelector<HTMLElement>(`${WRITTEN}, button:not([tabindex='-1'])`);
  const chips = first && chipsAround(first);
  return chips ? chipToStandOn(chips, null) : first;
}

/** The one that was in focus if it is chosen, else the first chosen, else the one in focus, else the first. */
function chipToStandOn(chips: Element, had: number | null): HTMLElement | null {
  const all = chipsOf(chips);
  const before = had === null ? undefined : all[had];
  const chosen = all.filter((chip) => chip.matches("[data-selected]"));
  if (before && chosen.includes(before)) return before;
  return chosen[0] ?? before ?? all[0] ?? null;
}

function chipsAround(element: Element): Element | null {
  return element.closest(".chips");
}

function chipsOf(chips: Element): HTMLElement[] {
  return [...chips.querySelectorAll<HTMLElement>("button")];
}

function recall(incident: string): Where | null {
  try {
    const where = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Where | null;
    return where?.incident === incident ? where : null;
  } catch {
    return null;
  }
}

/** The field remembered for this incident, so that its section can be open. */
export function rememberedField(incident: string): string | null {
  return recall(incident)?.field ?? null;
}

function isText(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  return (
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && element.type === "text")
  );
}
