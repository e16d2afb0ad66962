/** Who does what where, turned for reading: one row an area, one column a service; pure. */
import type { GivenPlace, ServiceKind, WhoDoesWhat, WhoseRow } from "@helpline/shared/types";

export type AreaLine = { area: GivenPlace; cells: readonly WhoseRow[][] };
export type Turned = {
  kinds: ServiceKind[];
  lines: AreaLine[];
  /** Areas in which nobody gives anything that we know of. */
  bare: GivenPlace[];
};

/** Columns stand in the order of `all`; a service nobody gives here has none. */
export function turned(found: WhoDoesWhat, all: readonly ServiceKind[]): Turned {
  const kinds = all.filter((kind) => found.lines.some(({ service }) => service === kind));
  const lines = found.areas.map((area) => ({
    area,
    cells: kinds.map((kind) =>
      found.lines
        .filter(({ service, areas }) => service === kind && areas.includes(area.code))
        .map(({ organisation }) => organisation),
    ),
  }));
  const given = ({ cells }: AreaLine) => cells.some((cell) => cell.length > 0);
  return {
    kinds,
    lines: lines.filter(given),
    bare: lines.filter((line) => !given(line)).map(({ area }) => area),
  };
}
