/** The switch by which a worker lets the helpline know where he or she is during one task; off until it is pressed. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import { useState } from "preact/hooks";
import type { FieldModel } from "../model.ts";
import { Icon, Notice } from "../parts.tsx";
import { isForbidden, whereIAm } from "../whereabouts.ts";

export function WhereIAm({ model, task }: { model: FieldModel; task: TaskRow }) {
  const [refused, setRefused] = useState(false);
  if (model.centre || !navigator.geolocation) return null;
  const on = model.showsPosition(task);
  const move = async () => {
    // The browser asks at the press, so that the question is understood; its no keeps the switch off.
    const no = on ? false : await whereIAm().then(() => false, isForbidden);
    setRefused(no);
    if (!no) model.send(task, { verb: "share_location", on: !on });
  };
  return (
    <section class="sec">
      <button
        type="button"
        role="switch"
        aria-checked={on}
        class="btn med"
        onClick={() => void move()}
      >
        <Icon name={on ? "check" : "pin"} />
        {t(on ? "field.where_i_am_on" : "field.where_i_am")}
      </button>
      <p class="small mute">{t("field.where_i_am_note")}</p>
      <div role="status">
        {refused ? (
          <Notice hue="waiting" icon="warn">
            {t("field.where_i_am_refused")}
          </Notice>
        ) : null}
      </div>
    </section>
  );
}
