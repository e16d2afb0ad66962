/** What stands around every screen inside: the strip, the live line, ringing, and the way to a taken call. */
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useKeys } from "../keys/useKeys.ts";
import { keepOffer, openLine, useLine } from "../live/client.ts";
import { useMine } from "../live/useMine.ts";
import { GuestBar } from "../parties/GuestBar.tsx";
import { InvitationBar } from "../parties/InvitationCard.tsx";
import { RingBar } from "../ring/RingBar.tsx";
import { useRingTone } from "../ring/useRing.ts";
import { useSay } from "../say/useSay.ts";
import { forget, useMe } from "../session/session.ts";
import { rememberPhone, useOwnLine } from "../softphone/usePhone.ts";
import { LineBar } from "./LineWord.tsx";
import { QuietShell } from "./QuietShell.tsx";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { Strip } from "./Strip.tsx";
import { CentreWays, OfficeWays, WorkerWays } from "./Ways.tsx";

export function Shell() {
  const me = useMe();
  if (!me) return null;
  if (me.role === "centre") return <QuietShell me={me} ways={<CentreWays />} />;
  if (me.role === "administrator") return <QuietShell me={me} ways={<OfficeWays />} />;
  if (me.role === "worker") return <QuietShell me={me} ways={<WorkerWays />} />;
  return <Staff />;
}

function Staff() {
  const say = useSay();
  const me = useMe();
  const mine = useMine();
  const { pathname } = useLocation();
  const [sheet, setSheet] = useState(false);
  useEffect(openLine, []);
  useEffect(rememberPhone, []);
  useOwnLine(mine.line?.kind ?? null);
  useTaken();
  useSessionEnd();
  useRingTone(mine.offer ?? mine.invitation);
  useEffect(() => void (mine.offer && keepOffer(mine.offer)), [mine.offer]);
  useKeys({ sheet: () => setSheet(true) });
  if (!me) return null;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say.t("console.skip")}
      </a>
      <Strip me={me} mine={mine} onSheet={() => setSheet(true)} />
      <LineBar />
      {mine.offer && pathname !== "/" && <RingBar offer={mine.offer} />}
      {mine.invitation && pathname !== "/" && <InvitationBar row={mine.invitation} />}
      {mine.joined.map((call) => (
        <GuestBar key={call.id} call={call} />
      ))}
      <div id="main" className="shell-main" tabIndex={-1}>
        <Outlet />
      </div>
      <ShortcutSheet open={sheet} onOpen={setSheet} />
    </div>
  );
}

/** A taken call leads to its incident. */
function useTaken(): void {
  const navigate = useNavigate();
  const taken = useLine((line) => line.taken);
  useEffect(() => {
    if (!taken) return;
    useLine.setState({ taken: null });
    void navigate({ to: "/incidents/$id", params: { id: taken.incident_id } });
  }, [taken, navigate]);
}

/** When the session is over elsewhere, this page forgets everything too. */
export function useSessionEnd(): void {
  const navigate = useNavigate();
  const ended = useLine((line) => line.connection === "ended");
  useEffect(() => {
    if (!ended) return;
    forget();
    void navigate({ to: "/sign-in" });
  }, [ended, navigate]);
}
