/** To which centre the child was handed: the nearest that take children in, as the phone knew them last. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import { say } from "../reader.ts";
import { Choose } from "./choose.tsx";

const ANOTHER = "";

export function WhichCentre({ model, task }: { model: FieldModel; task: TaskRow }) {
  const hand = (centre_id: string) =>
    model.send(task, {
      verb: "complete",
      outcome: "taken_to_centre",
      ...(centre_id === ANOTHER ? {} : { centre_id }),
    });
  return (
    <Choose
      model={model}
      task={task}
      question={t("field.which_centre")}
      note={t("field.which_centre_note")}
      answers={[
        ...task.centres.map(({ id, name }) => ({ code: id, words: say(name) })),
        { code: ANOTHER, words: t("field.another_centre") },
      ]}
      onAnswer={hand}
    />
  );
}
