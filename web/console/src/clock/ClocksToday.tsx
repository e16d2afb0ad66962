/** How many incidents of today are within their time, near it or late, by stop and by upazila; it names no incident. */
import { clockSeeToday } from "@helpline/shared/api";
import type { ClockToday } from "@helpline/shared/types";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNow } from "../live/useNow.ts";
import { StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { areasOf, COUNTED, type Standing, type Standings, standing } from "./today.ts";

const KEY = ["clock", "today"];
const AGAIN_MS = 30_000;
const SOONEST_MS = 3_000;

/** `moved` is another text whenever something happened on the board: then the sums are asked for anew. */
export function ClocksToday({ moved }: { moved: string }) {
  const say = useSay();
  const data = useToday(moved);
  const title = say.t("console.today.title");
  return (
    <section aria-label={title} className="targets today">
      <h2 className="group">
        <b>{title}</b>
        {data && data.incidents > 0 && <b className="end num">{say.n(data.incidents)}</b>}
      </h2>
      {data && data.incidents === 0 && (
        <p className="blk mute small">{say.t("console.today.none")}</p>
      )}
      {data && data.incidents > 0 && <Sums data={data} />}
    </section>
  );
}

function Sums({ data }: { data: ClockToday }) {
  const say = useSay();
  const now = useNow();
  const rows = areasOf(data.areas, now);
  const all = standing(
    data.areas.flatMap(({ stops }) => stops),
    now,
  );
  return (
    <>
      <table>
        <Head first={say.t("console.today.area")} />
        <tbody>
          <Row name={say.t("console.today.all")} of={all} />
        </tbody>
      </table>
      <details>
        <summary>{say.t("console.today.by_area", { n: rows.length })}</summary>
        <table>
          <Head first={say.t("console.today.area")} />
          <tbody>
            {rows.map(({ area, of }) => (
              <Row
                key={area.place?.code ?? ""}
                name={area.place ? say.words(area.place.name) : say.t("console.today.unknown")}
                of={of}
              />
            ))}
          </tbody>
        </table>
      </details>
      {data.more && (
        <p className="blk mute small">{say.t("console.today.more", { n: data.incidents })}</p>
      )}
    </>
  );
}

function Head({ first }: { first: string }) {
  const say = useSay();
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {COUNTED.map((stop) => (
          <th key={stop} scope="col">
            {say.t(`console.clock.${stop}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({ name, of }: { name: string; of: Standings }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {COUNTED.map((stop) => (
        <td key={stop}>
          <Cell {...of[stop]} />
        </td>
      ))}
    </tr>
  );
}

/** Within as a plain number; near and late in their hue, with icon and word, and only where there are any. */
function Cell({ within, near, late }: Standing) {
  const say = useSay();
  return (
    <span className="row today-cell">
      <span className="num">
        {say.n(within)} <span className="sr-only">{say.t("console.today.within")}</span>
      </span>
      {near > 0 && (
        <StateWord hue="waiting" icon="hour">
          {say.t("console.today.near", { n: near })}
        </StateWord>
      )}
      {late > 0 && (
        <StateWord hue="overdue" icon="late">
          {say.t("console.today.late", { n: late })}
        </StateWord>
      )}
    </span>
  );
}

/** Asked for anew each half minute, and soon after something has moved. */
function useToday(moved: string): ClockToday | undefined {
  const kept = useQueryClient();
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => clockSeeToday({ signal }),
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
  });
  const known = useRef(moved);
  useEffect(() => {
    if (known.current === moved) return undefined;
    const timer = setTimeout(() => {
      known.current = moved;
      void kept.invalidateQueries({ queryKey: KEY });
    }, SOONEST_MS);
    return () => clearTimeout(timer);
  }, [moved, kept]);
  return data;
}
