/** The ways between the screens of supervisors and administrators, each for whoever may see it. */
import type { Me } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import { useSay } from "../say/useSay.ts";

const WAYS = [
  { to: "/board", word: "console.nav.floor", needs: "board.watch" },
  { to: "/measures", word: "console.nav.measures", needs: "board.watch" },
  { to: "/roster", word: "console.nav.roster", needs: "directory.see" },
] as const;

/** The screens an administrator has; of all others the router leads back. */
const OFFICE = ["/roster"];

/** Whether an administrator has this screen. */
export function ofOffice(path: string): boolean {
  return OFFICE.some((own) => path === own || path.startsWith(`${own}/`));
}

export function OfficeNav({ me }: { me: Me }) {
  const say = useSay();
  return (
    <nav className="row strip-nav" aria-label={say.t("console.nav.label")}>
      {WAYS.filter(({ needs }) => me.permissions.includes(needs)).map(({ to, word }) => (
        <Link key={to} to={to}>
          {say.t(word)}
        </Link>
      ))}
    </nav>
  );
}
