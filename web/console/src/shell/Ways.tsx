/** The ways between screens: what is needed all day stands in the strip, the others in a menu. */
import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useSay } from "../say/useSay.ts";

type Way = { to: LinkProps["to"]; word: string };

export function Ways({ all, rest = [] }: { all: Way[]; rest?: Way[] }) {
  const say = useSay();
  return (
    <nav className="row strip-nav" aria-label={say.t("console.nav.label")}>
      {all.map(({ to, word }) => (
        <Link key={to} to={to}>
          {word}
        </Link>
      ))}
      {rest.length > 0 && <More ways={rest} />}
    </nav>
  );
}

/** The button is called after the open page where that is one of the menu. */
function More({ ways }: { ways: Way[] }) {
  const say = useSay();
  const { pathname } = useLocation();
  const here = ways.find(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <DialogTrigger>
      <Button className="strip-more" data-here={here ? "" : undefined}>
        {here ? say.t("console.nav.more_here", { page: here.word }) : say.t("console.nav.more")}
        <span aria-hidden="true"> ▾</span>
      </Button>
      <Popover placement="bottom start" className="menu">
        <Dialog className="menu-sheet" aria-label={say.t("console.nav.more")}>
          {({ close }) =>
            ways.map(({ to, word }) => (
              <Link key={to} to={to} className="plain" onClick={close}>
                {word}
              </Link>
            ))
          }
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

export function SupervisorWays() {
  const say = useSay();
  return (
    <Ways
      all={[
        { to: "/board", word: say.t("console.nav.floor") },
        { to: "/cases", word: say.t("console.nav.cases") },
        { to: "/directory", word: say.t("console.nav.directory") },
        { to: "/roster", word: say.t("console.nav.roster") },
        { to: "/measures", word: say.t("console.nav.measures") },
        { to: "/reports", word: say.t("console.nav.reports") },
      ]}
      rest={[
        { to: "/stays", word: say.t("console.stays.nav") },
        { to: "/street", word: say.t("console.street.nav") },
        { to: "/cash", word: say.t("console.cash.nav") },
        { to: "/committees", word: say.t("console.committees.nav") },
        { to: "/services", word: say.t("console.services.nav") },
        { to: "/training", word: say.t("console.training.nav") },
        { to: "/outreach", word: say.t("console.outreach.nav") },
        { to: "/forecast", word: say.t("console.forecast.nav") },
        { to: "/targets", word: say.t("console.targets.nav") },
      ]}
    />
  );
}

export function OfficeWays() {
  const say = useSay();
  return (
    <Ways
      all={[
        { to: "/directory", word: say.t("console.nav.directory") },
        { to: "/cases", word: say.t("console.nav.cases") },
        { to: "/roster", word: say.t("console.nav.roster") },
        { to: "/forms", word: say.t("console.forms.nav") },
        { to: "/targets", word: say.t("console.targets.nav") },
        { to: "/reports", word: say.t("console.nav.reports") },
      ]}
      rest={[
        { to: "/street", word: say.t("console.street.nav") },
        { to: "/cash", word: say.t("console.cash.nav") },
        { to: "/committees", word: say.t("console.committees.nav") },
        { to: "/services", word: say.t("console.services.nav") },
        { to: "/training", word: say.t("console.training.nav") },
        { to: "/outreach", word: say.t("console.outreach.nav") },
        { to: "/forecast", word: say.t("console.forecast.nav") },
      ]}
    />
  );
}

/** The desk of a centre, what is asked of it, and what it does among people outside. */
export function CentreWays() {
  const say = useSay();
  return (
    <nav className="row strip-nav" aria-label={say.t("console.nav.label")}>
      <Link to="/centre">{say.t("console.nav.desk")}</Link>
      <Link to="/referrals">{say.t("console.asked.nav")}</Link>
      <Link to="/outreach">{say.t("console.outreach.nav")}</Link>
    </nav>
  );
}

/** Tasks in the field are in the app for the phone. */
export function WorkerWays() {
  const say = useSay();
  return (
    <nav className="row strip-nav" aria-label={say.t("console.nav.label")}>
      <Link to="/cases">{say.t("console.nav.cases")}</Link>
      <Link to="/cash">{say.t("console.cash.nav")}</Link>
      <Link to="/services">{say.t("console.services.nav")}</Link>
      <Link to="/referrals">{say.t("console.asked.nav")}</Link>
      <Link to="/committees">{say.t("console.committees.nav")}</Link>
      <Link to="/outreach">{say.t("console.outreach.nav")}</Link>
      <a href="/field/">{say.t("console.nav.field")}</a>
    </nav>
  );
}
