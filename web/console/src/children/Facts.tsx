/** What is known of a child, in groups; what nobody asked stands there as not asked. */
import type { FactRow } from "@helpline/shared/types";
import { useSay } from "../say/useSay.ts";
import { GROUPS } from "./codes.ts";
import { factText } from "./said.ts";

export function Facts({ facts }: { facts: readonly FactRow[] }) {
  const say = useSay();
  const known = new Map(facts.map((fact) => [fact.field, fact]));
  const open = Object.values(GROUPS)
    .flat()
    .filter((field) => !known.has(field));
  return (
    <>
      {Object.entries(GROUPS).map(([group, fields]) => {
        const said = fields.flatMap((field) => known.get(field) ?? []);
        if (said.length === 0) return null;
        return (
          <section key={group} aria-label={say.word("child_group", group)}>
            <h3 className="small mute">{say.word("child_group", group)}</h3>
            <dl className="child-facts small">
              {said.map((fact) => (
                <div key={fact.field}>
                  <dt className="mute">{say.word("child_field", fact.field)}</dt>
                  <dd className={fact.unknown ? "mute" : undefined}>
                    {factText(fact, say)}{" "}
                    <span className="mute">
                      · {say.word("child_source", fact.source)}
                      {fact.under_merge && ` · ${say.t("console.child.under_merge")}`}
                    </span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
      {open.length > 0 && (
        <p className="small mute">
          {say.t("console.child.nobody_asked", {
            fields: open.map((field) => say.word("child_field", field)).join(", "),
          })}
        </p>
      )}
    </>
  );
}
