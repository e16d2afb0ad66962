/** What the pages of the directory are made of: the head with its way back, a titled part, places, a day and hour. */
import type { Area, Words } from "@helpline/shared/types";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DateField } from "../dates/DateField.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Badge } from "../parts/status.tsx";
import { useSay } from "../say/useSay.ts";

type HeadProps = { name: Words; code: string; about: string; children?: ReactNode };

export function Head({ name, code, about, children }: HeadProps) {
  const say = useSay();
  return (
    <div className="file-head">
      <Link to="/directory" className="small quiet-link">
        {say.t("console.directory.back")}
      </Link>
      <h1>{say.words(name)}</h1>
      <p className="row file-about">
        <span>{about}</span>
        <span className="small mute num" lang="en">
          {code}
        </span>
        {children}
      </p>
    </div>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="file-part" aria-label={title}>
      <h2 className="group">
        <b>{title}</b>
      </h2>
      <div className="file-body">{children}</div>
    </section>
  );
}

export function Areas({ rows }: { rows: Area[] }) {
  const say = useSay();
  return (
    <Part title={say.t("console.directory.areas")}>
      {rows.length === 0 && <p className="small mute">{say.t("console.directory.no_area")}</p>}
      <ul className="file-list">
        {rows.map(({ code, name, rank }) => (
          <li key={`${code} ${rank}`} className="row">
            <Icon name="pin" />
            <span className="grow">{say.words(name)}</span>
            <Badge hue={rank === "primary" ? "info" : "none"}>{say.word("rank", rank)}</Badge>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function NotThere() {
  const say = useSay();
  return (
    <main className="plain-page">
      <p role="status">{say.t("console.directory.not_there")}</p>
      <Link to="/directory">{say.t("console.directory.back")}</Link>
    </main>
  );
}

export function Opening() {
  const say = useSay();
  return (
    <main className="plain-page">
      <p className="mute" role="status">
        {say.t("console.directory.opening")}
      </p>
    </main>
  );
}

type WhenProps = { name: string; value: string; onSay: (value: string) => void };

/** A day and an hour of Dhaka. */
export function When({ name, value, onSay }: WhenProps) {
  return (
    <DateField
      wide
      required
      of="moment"
      name={name}
      value={value}
      onSay={(moment) => onSay(moment ?? "")}
    />
  );
}
