/** Makes a scrolling list end between two rows, in the room that is left under it; it shows and hides no row. */
import { type RefObject, useEffect } from "react";

const ROW = "[role=option]";

/** `list` scrolls inside the nearest `.col-body`; `foot` stands under it and stays in sight. At least two rows show. */
export function useWholeRows(
  list: RefObject<HTMLElement | null>,
  foot: RefObject<HTMLElement | null>,
  mostPx: number,
  changed: unknown,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows and other cards above are measured anew
  useEffect(() => {
    const box = list.current;
    const body = box?.closest<HTMLElement>(".col-body");
    if (!box || !body) return;
    const fit = () => {
      const above = box.getBoundingClientRect().top - body.getBoundingClientRect().top;
      const room = body.clientHeight - above - body.scrollTop - (foot.current?.offsetHeight ?? 0);
      const most = Math.min(mostPx, room);
      const ends = [...box.querySelectorAll<HTMLElement>(ROW)].map(endOf);
      const fits = ends.filter((end, index) => index < 2 || end <= most).at(-1);
      box.style.maxHeight = fits ? `${fits + box.offsetHeight - box.clientHeight}px` : "";
    };
    const observer = new ResizeObserver(fit);
    for (const each of [box, body, ...body.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [list, foot, mostPx, changed]);
}

function endOf(row: HTMLElement): number {
  return row.offsetTop + row.offsetHeight;
}
