/** A centre's page: whom it takes in and on whose word, seats and who stays, tasks now, the area, contacts. */
import { residenceSee } from "@helpline/shared/api";
import type { CentreFile, Id } from "@helpline/shared/types";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { useMe } from "../session/session.ts";
import { CentreForm } from "./CentreForm.tsx";
import { Contacts } from "./Contacts.tsx";
import { Drills } from "./Drills.tsx";
import { agesText, hoursText } from "./openings.ts";
import { Areas, Head, NotThere, Opening, Part } from "./parts.tsx";
import { Standing } from "./standing.tsx";
import { centreQuery } from "./verbs.ts";
import { WhereItIs } from "./WhereItIs.tsx";
import { TasksNow } from "./WorkerPage.tsx";

const ANEW_MS = 20_000;

export function CentrePage() {
  const say = useSay();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: centre, isError } = useQuery(centreQuery(id));
  const may = useMe()?.permissions ?? [];
  if (isError && !centre) return <NotThere />;
  if (!centre) return <Opening />;
  return (
    <main className="paper file">
      <Head name={centre.name} code={centre.code} about={say.words(centre.kind)}>
        <Standing entry={{ ...centre, on_duty: null, on_leave: null, vacant: null }} />
      </Head>
      <div className="file-parts">
        <div>
          <Intake centre={centre} manages={may.includes("directory.manage")} />
          {may.includes("beds.see") && <Seats id={id} />}
          {may.includes("standards.see") && (
            <p className="pad">
              <Link to="/directory/centres/$id/standards" params={{ id }} className="quiet-link">
                {say.t("console.standards.title")}
              </Link>
            </p>
          )}
          {may.includes("board.watch") && <TasksNow kind="centre" id={id} />}
        </div>
        <div>
          <Contacts kind="centre" id={id} rows={centre.contacts} />
          <Areas rows={centre.areas} />
          <Drills kind="centre" id={id} />
        </div>
      </div>
    </main>
  );
}

function Intake({ centre, manages }: { centre: CentreFile; manages: boolean }) {
  const say = useSay();
  const [changing, setChanging] = useState(false);
  return (
    <Part title={say.t("console.centre_file.intake")}>
      {changing ? (
        <CentreForm centre={centre} onDone={() => setChanging(false)} />
      ) : (
        <Facts centre={centre} />
      )}
      {manages && !changing && (
        <button type="button" className="btn slim" onClick={() => setChanging(true)}>
          <Icon name="pen" />
          {say.t("console.centre_form.title")}
        </button>
      )}
      <WhereItIs centre={centre} manages={manages} />
    </Part>
  );
}

function Facts({ centre }: { centre: CentreFile }) {
  const say = useSay();
  return (
    <>
      <dl className="facts">
        <Fact name={say.t("console.centre_file.admits")}>{say.word("admits", centre.admits)}</Fact>
        <Fact name={say.t("console.centre_file.takes")}>
          {centre.intake_gender
            ? say.word("intake", centre.intake_gender)
            : say.t("console.centre_file.unsaid")}
        </Fact>
        <Fact name={say.t("console.centre_file.ages")}>{agesText(centre, say)}</Fact>
        <Fact name={say.t("console.centre_file.hours")}>
          {hoursText(centre.hours, say) || say.t("console.centre_file.unsaid")}
        </Fact>
        <Fact name={say.t("console.centre_file.organisation")}>
          {centre.organisation
            ? say.words(centre.organisation.name)
            : say.t("console.centre_file.unsaid")}
        </Fact>
        <Fact name={say.t("console.centre_file.place")}>
          {centre.place ? say.words(centre.place.name) : say.t("console.centre_file.unsaid")}
        </Fact>
      </dl>
      <div>
        <p className="mute small">{say.t("console.centre_file.services")}</p>
        <p>
          {centre.services.map((code) => say.word("service", code)).join(", ") ||
            say.t("console.centre_file.unsaid")}
        </p>
      </div>
    </>
  );
}

/** Declared seats and who stays there now; of no child a word. */
function Seats({ id }: { id: Id }) {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ["directory", "beds", id],
    queryFn: ({ signal }) => residenceSee({ path: { centre_id: id }, signal }),
    refetchInterval: ANEW_MS,
  });
  if (!data) return null;
  const { seats, stays, held, over } = data.board;
  return (
    <Part title={say.t("console.centre_file.seats")}>
      <dl className="facts">
        <Fact name={say.t("console.centre_file.declared")}>
          <span className="num">
            {seats === null ? say.t("console.centre_file.unsaid") : say.n(seats)}
          </span>
        </Fact>
        <Fact name={say.t("console.centre_file.stays")}>
          <span className="num">{say.n(stays)}</span>
        </Fact>
        <Fact name={say.t("console.centre_file.held")}>
          <span className="num">{say.n(held)}</span>
        </Fact>
        {over > 0 && (
          <Fact name={say.t("console.centre_file.over")}>
            <span className="num">{say.n(over)}</span>
          </Fact>
        )}
      </dl>
    </Part>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="mute small">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
