/** Where the focus goes when what held it is taken away: back to what opened the form; it opens and closes nothing. */

/** A control as it stood: `path` leads from it to the page, `places` which child of the next each of these was. */
type Stand = { element: HTMLElement; path: Element[]; places: number[]; name: string };

const CONTROL =
  "button, a[href], input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
const FIELD =
  "input:enabled:not([tabindex='-1']), select:enabled, textarea:enabled, [contenteditable='true']";
const FORM = "form, fieldset";
/** What is read out as one thing: where the focus falls when the way back is gone too. */
const PART = "li, tr, fieldset, form, section, aside, [role='dialog'], main";

/**
 * Watches the page from now on. A browser gives the focus of a removed element to the page itself, so that the next
 * Tab begins at the top. Here it goes to the control that opened what is gone; if a form had taken that control's
 * place, to the one that stands there again; else to the row or part in which it all stood. A form that takes the
 * place of the control pressed for it has the focus in its first field. A change of screen is
 * not concerned, nor is what lies above the page: the kit leads back from there.
 */
export function keepFocus(root: HTMLElement): void {
  let last: Stand | null = null;
  let pressed: Stand | null = null;
  const openers = new WeakMap<Node, Stand>();
  const onPress = ({ target }: Event) => {
    const control = target instanceof Element ? target.closest<HTMLElement>(CONTROL) : null;
    if (!control) return;
    const mine = standOf(control);
    pressed = mine;
    // What a press opens is there before the next turn.
    setTimeout(() => {
      if (pressed === mine) pressed = null;
    });
  };
  document.addEventListener("click", onPress, true);
  document.addEventListener("keydown", onPress, true);
  document.addEventListener("focusin", ({ target }) => {
    last = target instanceof HTMLElement ? standOf(target) : null;
  });
  document.addEventListener("focusout", ({ target }) =>
    queueMicrotask(() => {
      // Left by hand, for an empty place of the page: nothing is to be kept.
      if (isLost() && target instanceof Element && target.isConnected) last = null;
    }),
  );
  new MutationObserver((changes) => {
    if (pressed) {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) openers.set(node, pressed);
      }
    }
    if (!last || last.element.isConnected || !isLost()) return;
    const { element, path } = last;
    const form = pressed?.element === element ? fieldIn(changes) : null;
    last = null;
    (form ?? wayBack(path, openers, changes))?.focus();
  }).observe(root, { childList: true, subtree: true });
}

function standOf(element: HTMLElement): Stand {
  const path: Element[] = [];
  for (let at: Element | null = element; at; at = at.parentElement) path.push(at);
  const places = path.map((one) => [...(one.parentElement?.children ?? [])].indexOf(one));
  return { element, path, places, name: nameOf(element) };
}

function nameOf(element: Element): string {
  return element.getAttribute("aria-label") ?? element.textContent.trim();
}

function isLost(): boolean {
  return !document.activeElement || document.activeElement === document.body;
}

/** The first field of a form that took the place of the control pressed for it, or its first button. */
function fieldIn(changes: MutationRecord[]): HTMLElement | null {
  for (const node of addedIn(changes)) {
    const form = node.matches(FORM) ? node : node.querySelector<HTMLElement>(FORM);
    const first = form?.querySelector<HTMLElement>(FIELD) ?? form?.querySelector("button");
    if (first) return first;
  }
  return null;
}

function addedIn(changes: MutationRecord[]): HTMLElement[] {
  const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
  return added.filter((node) => node instanceof HTMLElement);
}

function wayBack(
  path: Element[],
  openers: WeakMap<Node, Stand>,
  changes: MutationRecord[],
): HTMLElement | null {
  const left = whatIsLeft(path);
  if (!left) return null;
  for (const gone of path.slice(0, path.indexOf(left)).reverse()) {
    const opener = openers.get(gone);
    const there = opener && standing(opener, addedIn(changes));
    if (there) return there;
  }
  return partAround(left);
}

/** The innermost of these that is still in the page; null when the whole screen is another. */
function whatIsLeft(path: Element[]): Element | null {
  const left = path.find((element) => element.isConnected);
  const screen = left?.closest("#main, main");
  return left && screen && left.id !== "main" ? left : null;
}

/** The control; else the one of its name, one that came for the form, best in its place, or the one in its place. */
function standing(stand: Stand, added: HTMLElement[]): HTMLElement | null {
  if (isShown(stand.element)) return stand.element;
  const left = whatIsLeft(stand.path);
  if (!left) return null;
  const alike = [...left.querySelectorAll<HTMLElement>(stand.element.localName)].filter(isShown);
  const came = alike.filter((one) => added.some((node) => node.contains(one)));
  const there = inPlaceOf(stand, left);
  const isThere = (one: HTMLElement) => one === there;
  return (
    alike.find((one) => nameOf(one) === stand.name) ??
    came.find(isThere) ??
    came[0] ??
    alike.find(isThere) ??
    null
  );
}

/** Saved words often change the name of the control: "enter" is "change" from then on. */
function inPlaceOf({ path, places }: Stand, left: Element): Element | undefined {
  const down = places.slice(0, path.indexOf(left)).reverse();
  return down.reduce<Element | undefined>((at, place) => at?.children[place], left);
}

function isShown(element: HTMLElement): boolean {
  return element.isConnected && element.getClientRects().length > 0;
}

function partAround(left: Element): HTMLElement | null {
  const part = left.closest<HTMLElement>(PART);
  if (part && !part.hasAttribute("tabindex")) part.tabIndex = -1;
  return part;
}
