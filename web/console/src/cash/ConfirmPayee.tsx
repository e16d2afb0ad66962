/** The yes to a payee. Where the record knows an accused one with that name or number, it is said in words why they are two. */
import { cashConfirmPayee, Problem } from "@helpline/shared/api";
import { type FormEvent, useState } from "react";
import { Words } from "../cases/Fields.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Refused } from "../parts/Refused.tsx";
import { useSay } from "../say/useSay.ts";
import type { FileProps } from "./EnrolmentPage.tsx";
import { useCashVerb } from "./useCashVerb.ts";

export function ConfirmPayee({ file, named, payee }: FileProps & { payee: string }) {
  const say = useSay();
  const verb = useCashVerb(named);
  const [asksWhy, setAsksWhy] = useState(false);
  const [words, setWords] = useState("");
  const path = { enrolment_id: file.enrolment.id, payee_id: payee };
  const apart = words.trim() || null;
  const lacks = asksWhy && !apart;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (lacks) return;
    await verb.act(async () => {
      try {
        return await cashConfirmPayee({ path, body: { apart } });
      } catch (error) {
        if (error instanceof Problem && error.code === "payee_may_be_accused") setAsksWhy(true);
        throw error;
      }
    });
  };
  const name = say.t("console.cash.confirm_payee");
  return (
    <form className="case-form" onSubmit={(event) => void submit(event)} aria-label={name}>
      <Refused text={verb.refused} />
      {asksWhy && <Words name={say.t("console.cash.why_apart")} value={words} onText={setWords} />}
      <div className="row">
        <button type="submit" className="btn primary slim" aria-disabled={verb.busy || lacks}>
          <Icon name="check" />
          {name}
        </button>
      </div>
    </form>
  );
}
