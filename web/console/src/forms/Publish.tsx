/** From draft to version: checked, what it changes listed, what breaks confirmed one by one, then published. */
import type { FormDetails, Judgement } from "@helpline/shared/types";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useVerb } from "../incident/useVerb.ts";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import type { Definition } from "./definition.ts";
import { check, publish } from "./verbs.ts";

type Props = {
  form: FormDetails;
  definition: Definition;
  /** Saves what is on the screen; null when the server refused. */
  onSave: () => Promise<number | null>;
};

type Checked = { of: Definition; said: Judgement; rev: number };

export function Publish({ form, definition, onSave }: Props) {
  const say = useSay();
  const verb = useVerb();
  const kept = useQueryClient();
  const [checked, setChecked] = useState<Checked | null>(null);
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const look = async () => {
    const rev = await onSave();
    if (rev === null) return;
    const said = await verb.run(() => check(form.code, definition));
    setConfirmed([]);
    setChecked(said && { of: definition, said, rev });
  };
  const now = checked?.of === definition ? checked : null;
  const must = now?.said.changes.filter((one) => one.must_confirm) ?? [];
  const ready = now && now.said.flaws.length === 0 && must.length === confirmed.length;
  const go = async () => {
    if (!ready) return;
    const row = await verb.run(() => publish(form.code, now.rev, confirmed));
    if (row) await kept.invalidateQueries({ queryKey: ["forms"] });
  };
  return (
    <div className="form-publish">
      <button
        type="button"
        className="btn slim"
        aria-disabled={verb.busy}
        onClick={() => void look()}
      >
        {say.t("console.forms.check")}
      </button>
      {now && now.said.flaws.length > 0 && (
        <div role="status" className="notice st overdue">
          <p>{say.t("console.forms.flawed", { n: now.said.flaws.length })}</p>
          <ul>
            {now.said.flaws.map((one) => (
              <li key={`${one.path} ${one.code}`}>
                <span lang="en">{placeOf(definition, one.path)}</span>:{" "}
                {say.word("form_flaw", one.code)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {now && now.said.flaws.length === 0 && (
        <fieldset className="form-conditions">
          <legend className="small mute">{say.t("console.forms.changes")}</legend>
          {now.said.changes.length === 0 && <p>{say.t("console.forms.no_changes")}</p>}
          <ul>
            {now.said.changes.map((one) => (
              <li key={one.key}>
                {one.must_confirm ? (
                  <label>
                    <input
                      type="checkbox"
                      checked={confirmed.includes(one.key)}
                      onChange={({ target }) =>
                        setConfirmed(
                          target.checked
                            ? [...confirmed, one.key]
                            : confirmed.filter((key) => key !== one.key),
                        )
                      }
                    />{" "}
                    <b>{say.word("form_change", one.code)}</b> <span lang="en">{one.path}</span>
                  </label>
                ) : (
                  <span>
                    {say.word("form_change", one.code)} <span lang="en">{one.path}</span>
                  </span>
                )}
              </li>
            ))}
          </ul>
          {must.length > 0 && <p className="small mute">{say.t("console.forms.confirm_note")}</p>}
          <button
            type="button"
            className="btn primary slim"
            aria-disabled={verb.busy || !ready}
            onClick={() => void go()}
          >
            {say.t("console.forms.publish")}
          </button>
        </fieldset>
      )}
      <Refused text={verb.refused} />
    </div>
  );
}

/** A path of the server by codes: `sections.0.fields.2.label.bn` is `situation.injured.label.bn`. */
function placeOf(definition: Definition, path: string): string {
  const read = /^sections\.(\d+)(?:\.fields\.(\d+))?(.*)$/.exec(path);
  const section = read && definition.sections[Number(read[1])];
  if (!read || !section) return path;
  const field = read[2] === undefined ? undefined : section.fields[Number(read[2])];
  return [section.code, field?.code, read[3]?.slice(1)].filter(Boolean).join(" · ");
}
