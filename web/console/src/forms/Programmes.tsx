/** What programmes are called, and since when: a new name is added, none is written over. */
import type { ProgrammeRow } from "@helpline/shared/types";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Labelled } from "../parts/Labelled.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import { programmesQuery, rename } from "./verbs.ts";

export function Programmes() {
  const say = useSay();
  const { data } = useQuery(programmesQuery);
  return (
    <section aria-label={say.t("console.programmes.title")}>
      <h2 className="group">
        <b>{say.t("console.programmes.title")}</b>
      </h2>
      <ul className="session-list">
        {data?.items.map((row) => (
          <li key={row.code}>
            <b>{say.words(row.name)}</b>
            {row.names.map((one) => (
              <p key={one.name.en} className="small mute">
                {one.since
                  ? say.t("console.programmes.since", { day: say.n(one.since) })
                  : say.t("console.programmes.from_the_start")}
                {" · "}
                {say.words(one.name)}
              </p>
            ))}
            <Rename row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const EMPTY = { bn: "", en: "", since: "", source: "" };
const PARTS = ["bn", "en", "since", "source"] as const;

function Rename({ row }: { row: ProgrammeRow }) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [said, setSaid] = useState(EMPTY);
  const whole = PARTS.every((part) => said[part].trim() !== "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!whole) return;
    const made = await verb.run(() => rename(row.code, said));
    if (!made) return;
    setSaid(EMPTY);
    kept.setQueryData(programmesQuery.queryKey, made);
  };
  return (
    <details className="why">
      <summary className="small">
        {say.t("console.programmes.rename", { name: say.words(row.name) })}
      </summary>
      <form className="book" onSubmit={(event) => void submit(event)}>
        {PARTS.map((part) => (
          <Labelled
            key={part}
            name={say.t(
              part === "since" ? "console.programmes.since_when" : `console.programmes.${part}`,
            )}
            wide
          >
            <input
              className="field"
              lang={part === "bn" || part === "en" ? part : undefined}
              value={said[part]}
              onChange={({ target }) => setSaid({ ...said, [part]: target.value })}
            />
          </Labelled>
        ))}
        <div className="row">
          <button type="submit" className="btn slim" aria-disabled={verb.busy || !whole}>
            {say.t("console.programmes.add")}
          </button>
        </div>
        <Refused text={verb.refused} />
      </form>
    </details>
  );
}
