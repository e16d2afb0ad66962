/** Where the person was writing (field and caret) so that a reload returns there; it keeps no word of the text. */

const KEY = "helpline.where";
type Where = { incident: string; field: string; caret: number | null };

/** Called as focus and caret move inside the form. */
export function rememberWhere(incident: string, element: Element | null): void {
  const field = element?.closest<HTMLElement>("[data-field]")?.dataset.field;
  if (!field) return;
  const caret = isText(element) ? element.selectionStart : null;
  sessionStorage.setItem(KEY, JSON.stringify({ incident, field, caret } satisfies Where));
}

/** Puts focus and caret back. False when there is nothing to return to. */
export function returnThere(incident: string, root: ParentNode): boolean {
  const where = recall(incident);
  if (!where) return false;
  const holder = root.querySelector<HTMLElement>(`[data-field="${CSS.escape(where.field)}"]`);
  const target = holder && (isFocusable(holder) ? holder : firstFocusable(holder));
  if (!target) return false;
  target.focus();
  if (isText(target) && where.caret !== null) target.setSelectionRange(where.caret, where.caret);
  return true;
}

/** The first control inside an element that takes the focus. */
export function firstFocusable(root: ParentNode): HTMLElement | null {
  return root.querySelector<HTMLElement>(
    "input, textarea, button:not([tabindex='-1']), [role=radio][tabindex='0']",
  );
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

function isFocusable(element: HTMLElement): boolean {
  return element.matches("input, textarea, button");
}
