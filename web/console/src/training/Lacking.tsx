/** Who has a role, skill or post without the course it needs: a list to train by, nothing is taken from anybody. */
import type { LackOfCourse } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Badge, StateWord } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";
import { needText } from "./CourseFacts.tsx";
import { lackOf, noon } from "./codes.ts";
import { WhoLink } from "./Passed.tsx";
import { lackingQuery } from "./verbs.ts";

/** So few people are shown without a press. */
const FEW = 6;

export function Lacking() {
  const say = useSay();
  const { data } = useQuery(lackingQuery);
  if (!data) return null;
  return (
    <section aria-label={say.t("console.training.lacking")}>
      <h2 className="group">
        <b>{say.t("console.training.lacking")}</b>
      </h2>
      <p className="small mute pad">{say.t("console.training.lacking_note")}</p>
      {data.items.length === 0 && (
        <p className="pad mute">{say.t("console.training.nobody_lacks")}</p>
      )}
      <ul className="service-list">
        {data.items.map((row) => (
          <li key={`${row.course.id} ${row.needed_for.kind} ${row.needed_for.code}`}>
            <OfNeed row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OfNeed({ row }: { row: LackOfCourse }) {
  const say = useSay();
  const all = row.lacking + row.ending_soon;
  const [open, setOpen] = useState(all <= FEW);
  return (
    <details
      className="session-once"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <b>{needText(row.needed_for, say)}</b>{" "}
        {row.lacking > 0 && (
          <Badge hue="overdue">{say.t("console.training.lacking_n", { n: row.lacking })}</Badge>
        )}{" "}
        {row.ending_soon > 0 && (
          <Badge hue="waiting">{say.t("console.training.ending_n", { n: row.ending_soon })}</Badge>
        )}
      </summary>
      <p className="small">
        <Link to="/training/$id" params={{ id: row.course.id }}>
          {say.words(row.course.name)}
        </Link>
      </p>
      {open && (
        <ul className="file-list">
          {row.people.map((one) => (
            <li key={one.holder.id}>
              <Person one={one} />
            </li>
          ))}
        </ul>
      )}
      {open && row.people.length < all && (
        <p className="small mute">
          {say.t("console.training.only_first", { n: row.people.length })}
        </p>
      )}
    </details>
  );
}

function Person({ one }: { one: LackOfCourse["people"][number] }) {
  const say = useSay();
  const lack = lackOf(one);
  const on = one.until ? say.day(noon(one.until)) : "";
  return (
    <p className="row service-name">
      <WhoLink holder={one.holder} />
      {one.posts.length > 0 && (
        <span className="small mute">{one.posts.map((post) => say.words(post)).join(", ")}</span>
      )}
      {lack === "soon" ? (
        <StateWord hue="waiting" icon="hour">
          {say.t("console.training.stands_soon", { on })}
        </StateWord>
      ) : (
        <StateWord hue="overdue" icon="late">
          {lack === "over"
            ? say.t("console.training.stands_over", { on })
            : say.t("console.training.never_passed")}
        </StateWord>
      )}
    </p>
  );
}
