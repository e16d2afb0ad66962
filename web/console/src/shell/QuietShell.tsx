/** What stands around the screens of who takes no calls: the strip, ways to other screens, the live line. */
import type { Me } from "@helpline/shared/types";
import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { openLine } from "../live/client.ts";
import { useSay } from "../say/useSay.ts";
import { LineBar, LineWord } from "./LineWord.tsx";
import { PersonMenu } from "./PersonMenu.tsx";
import { useSessionEnd } from "./Shell.tsx";
import { DhakaClock } from "./Strip.tsx";
import { DigitSwitch, LanguageSwitch, ThemeSwitch } from "./Switches.tsx";

type Props = { me: Me; ways?: ReactNode };

export function QuietShell({ me, ways }: Props) {
  const say = useSay();
  useEffect(openLine, []);
  useSessionEnd();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say.t("console.skip")}
      </a>
      <header className="strip">
        <div className="mark">
          {say.n("1098")} <span>{say.t("common.helpline")}</span>
        </div>
        {ways}
        <div className="row end strip-end">
          <LineWord />
          <span className="row wide-only">
            <LanguageSwitch />
            <DigitSwitch />
            <ThemeSwitch />
          </span>
          <DhakaClock />
          <PersonMenu me={me} duty={null} />
        </div>
      </header>
      <LineBar />
      <div id="main" className="shell-main" tabIndex={-1}>
        <Outlet />
      </div>
    </div>
  );
}
