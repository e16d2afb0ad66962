/** The name in the strip and what belongs to it: settings on narrow screens, shortcuts, signing out. */
import type { DutyRow, Me } from "@helpline/shared/types";
import { useNavigate } from "@tanstack/react-router";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Cap } from "../parts/Cap.tsx";
import { Icon } from "../parts/Icon.tsx";
import { useSay } from "../say/useSay.ts";
import { signOut } from "../session/session.ts";
import { PhoneSwitch } from "../softphone/PhoneSwitch.tsx";
import { Switches } from "./Switches.tsx";

type Props = { me: Me; duty: DutyRow | null; onSheet?: () => void };

export function PersonMenu({ me, duty, onSheet }: Props) {
  const say = useSay();
  const navigate = useNavigate();
  const onDuty = duty !== null && duty.state !== "off";
  return (
    <DialogTrigger>
      <Button className="plain row person" aria-label={say.words(me.display_name) || me.name}>
        <Icon name="user" />
        <span className="person-name">{say.words(me.display_name) || me.name}</span>
      </Button>
      <Popover placement="bottom end" className="menu">
        <Dialog className="menu-sheet" aria-label={say.words(me.display_name)}>
          <p>
            <b>{say.words(me.display_name)}</b>
            <br />
            <span className="mute small">
              {say.word("role", me.role)} · {me.name}
            </span>
          </p>
          {me.role === "counsellor" && (
            <>
              <Button slot="close" className="plain row" onPress={() => navigate({ to: "/" })}>
                <Icon name="home" />
                {say.t("console.nav.desk")}
              </Button>
              <Button
                slot="close"
                className="plain row"
                onPress={() => navigate({ to: "/sessions" })}
              >
                <Icon name="clock" />
                {say.t("console.sessions.mine")}
              </Button>
              <Button slot="close" className="plain row" onPress={() => navigate({ to: "/cases" })}>
                <Icon name="users" />
                {say.t("console.cases.mine")}
              </Button>
              <Button slot="close" className="plain row" onPress={() => navigate({ to: "/cash" })}>
                <Icon name="flag" />
                {say.t("console.cash.title")}
              </Button>
              <Button
                slot="close"
                className="plain row"
                onPress={() => navigate({ to: "/services" })}
              >
                <Icon name="pin" />
                {say.t("console.services.title")}
              </Button>
              <Button
                slot="close"
                className="plain row"
                onPress={() => navigate({ to: "/outreach" })}
              >
                <Icon name="info" />
                {say.t("console.outreach.title")}
              </Button>
            </>
          )}
          <Switches />
          {me.permissions.includes("softphone.use") && <PhoneSwitch />}
          {onSheet && (
            <Button slot="close" className="plain row" onPress={onSheet}>
              {say.t("console.keys.title")} <Cap action="sheet" />
            </Button>
          )}
          <Button
            slot="close"
            className="plain row"
            onPress={() => signOut().then(() => navigate({ to: "/sign-in" }))}
          >
            <Icon name="off" />
            {say.t("common.log_out")}
          </Button>
          {onDuty && <p className="mute small">{say.t("console.duty.still_on")}</p>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
