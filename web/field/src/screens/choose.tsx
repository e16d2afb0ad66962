/** One question with a short list of answers, each a large button: why not, and how it ended. */

import { t } from "@helpline/shared/i18n";
import type { TaskRow } from "@helpline/shared/types";
import type { FieldModel } from "../model.ts";
import { Bar, Heading, Icon } from "../parts.tsx";
import { replace, taskHash } from "../route.ts";

type Props<Code extends string> = {
  model: FieldModel;
  task: TaskRow;
  question: string;
  note: string;
  answers: { code: Code; words: string }[];
  onAnswer: (code: Code) => void;
  /** Where an answer asks for another question first; null where it is the whole answer. */
  leadsTo?: (code: Code) => string | null;
};

export function Choose<Code extends string>(props: Props<Code>) {
  const { model, task, question, note, answers, onAnswer, leadsTo } = props;
  const back = () => replace(taskHash(task.dispatch_id));
  const choose = (code: Code) => {
    const next = leadsTo?.(code);
    if (next) return replace(next);
    onAnswer(code);
    back();
  };
  return (
    <div class="screen">
      <Bar model={model} task={task} />
      <main class="main ask">
        <Heading>{question}</Heading>
        <p class="mute">{note}</p>
        <ul class="answers">
          {answers.map(({ code, words }) => (
            <li key={code}>
              <button type="button" class="btn med" onClick={() => choose(code)}>
                {words}
              </button>
            </li>
          ))}
        </ul>
      </main>
      <footer class="foot">
        <button type="button" class="btn med" onClick={back}>
          <Icon name="go" flip />
          {t("common.back")}
        </button>
      </footer>
    </div>
  );
}
