/** The ways between the screens of who takes no calls: an administrator's, and a case worker's. */
import { Link } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";

export function OfficeWays() {
  const say = useSay();
  return (
    <nav className="row strip-nav" aria-label={say.t("console.nav.label")}>
      <Link to="/directory">{say.t("console.nav.directory")}</Link>
      <Link to="/cases">{say.t("console.nav.cases")}</Link>
      <Link to="/cash">{say.t("console.cash.nav")}</Link>
      <Link to="/services">{say.t("console.services.nav")}</Link>
      <Link to="/street">{say.t("console.street.nav")}</Link>
      <Link to="/committees">{say.t("console.committees.nav")}</Link>
      <Link to="/roster">{say.t("console.nav.roster")}</Link>
      <Link to="/targets">{say.t("console.targets.nav")}</Link>
      <Link to="/forms">{say.t("console.forms.nav")}</Link>
      <Link to="/reports">{say.t("console.nav.reports")}</Link>
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
      <Link to="/committees">{say.t("console.committees.nav")}</Link>
      <a href="/field/">{say.t("console.nav.field")}</a>
    </nav>
  );
}
