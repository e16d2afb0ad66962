/** A reason from a short list and words: for calling off, for giving up, for new risk; each sends its own verb. */
import { useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { useCaseVerb } from "../cases/useCase.ts";
import { Options } from "../children/Options.tsx";
import { Labelled } from "../parts/Labelled.tsx";
import { useSay } from "../say/useSay.ts";
import { Form } from "./Form.tsx";

type Props<T extends string> = {
  title: string;
  codes: readonly T[];
  family: string;
  /** Whether words are needed with every reason, not with `other` alone. */
  always?: boolean;
  onSend: (reason: T, words: string) => Promise<unknown>;
  onDone: () => void;
};

export function Reasoned<T extends string>(props: Props<T>) {
  const { title, codes, family, always = false, onSend, onDone } = props;
  const say = useSay();
  const verb = useCaseVerb();
  const [reason, setReason] = useState<T | "">("");
  const [words, setWords] = useState("");
  const needed = always || reason === "other";
  const send = () =>
    void verb.run(async () => {
      if (!reason) return;
      await onSend(reason, words.trim());
      onDone();
    });
  return (
    <Form
      title={title}
      does={title}
      busy={verb.busy}
      lacks={!reason || (needed && !words.trim())}
      refused={verb.refused}
      onSend={send}
      onLeave={onDone}
    >
      <Labelled name={say.t("console.home.reason")} wide>
        <Options
          value={reason}
          codes={codes}
          family={family}
          none={say.t("console.child.choose")}
          onPick={setReason}
        />
      </Labelled>
      <Words name={say.t("console.case.in_words")} value={words} onText={setWords} />
    </Form>
  );
}
