/** Lists changed by making new ones, as the editor of forms does everywhere. */

export function put<T>(list: readonly T[], at: number, one: T): T[] {
  return list.map((old, index) => (index === at ? one : old));
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, index) => index !== at);
}

/** One place up (-1) or down (1); at an end it stays. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by;
  const one = list[at];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const rest = without(list, at);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** `stem_1`, `stem_2` …: the first that nobody has. */
export function freeCode(stem: string, taken: readonly string[]): string {
  let n = 1;
  while (taken.includes(`${stem}_${n}`)) n += 1;
  return `${stem}_${n}`;
}
