"""A counsellor's robot: takes offers, talks, types, dispatches; each story tells it what to do.

It acts only on what its own screen shows, and repeats what nobody answered, as a person would.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from faults.console import Console
from faults.history import History
from faults.phones import Phones
from faults.plot import Plot, Scene
from faults.postgres import Postgres
from faults.rest import AWAY, Person, Refused

Row = dict[str, Any]
LIVE = ("connecting", "talking")
STEP_SECONDS = 0.02
TALK_SECONDS = 1.0
SILENT_SECONDS = 4.0
AWAY_SECONDS = 2.0
BACK_SECONDS = 10.0
DRAFT_SECONDS = 5.0
LOOK_SECONDS = 0.5
CONNECT_SECONDS = 60.0
DISPATCH_SECONDS = 90.0
URGENCY = {"declined": "P2", "centre": "P2", "unanswered": "P1"}


class Counsellor:
    """One person with one console and one telephone line."""

    def __init__(
        self,
        person: Person,
        phones: Phones,
        plot: Plot,
        history: History,
        places: list[str],
        centre_id: str,
        database: Postgres,
    ) -> None:
        self.person, self.plot, self.history = person, plot, history
        self.console = Console(person, ["me"])
        self.on_shift = True
        self._phones, self._places, self._centre_id = phones, places, centre_id
        self._database = database
        self._handled: set[str] = set()
        self._done: set[str] = set()
        self._spans: dict[str, Row] = {}
        self._taken: list[str] = []
        self.console.on_change = self._remember

    @property
    def line(self) -> str:
        """The telephone of this counsellor."""
        return f"client:{self.person.name}"

    @property
    def duty(self) -> str:
        """What the screen says this counsellor is doing."""
        return str(self.console.rows("me", "duty").get("me", {}).get("state", "off"))

    async def run(self) -> None:
        """Work until cancelled."""
        await self.person.sign_in()
        self.console.start()
        try:
            while True:
                await asyncio.sleep(STEP_SECONDS)  # nobody does anything without a pause
                try:
                    await self._step()
                except Refused as refused:
                    self.history.notes["refused"].setdefault(str(refused)[:120], 0)
                    self.history.notes["refused"][str(refused)[:120]] += 1
                    await asyncio.sleep(0.3)
                except (aiohttp.ClientError, OSError, TimeoutError):
                    await asyncio.sleep(0.3)
        finally:
            await self.console.stop()

    async def _step(self) -> None:
        if not self.console.connected:
            await self.console.until(lambda: self.console.connected, 2)
            return
        for row in list(self.console.rows("me", "calls").values()):
            await self._call(row)
        for offer in list(self.console.rows("me", "offers").values()):
            await self._offer(offer)
        await self._mind_duty()
        await self.console.until(self._something_to_do, 2)

    def _something_to_do(self) -> bool:
        offers = set(self.console.rows("me", "offers")) - self._handled
        calls = [row for row in self.console.rows("me", "calls").values() if self._wants(row)]
        return bool(offers or calls) or self._verb() is not None

    def _wants(self, row: Row) -> bool:
        return row["state"] in LIVE or (bool(row.get("wrap_up")) and row["id"] not in self._done)

    def _verb(self) -> str | None:
        if self.on_shift:
            return {"off": "start", "no_answer": "resume", "paused": "resume"}.get(self.duty)
        return {"available": "end", "no_answer": "end", "paused": "end"}.get(self.duty)

    async def _mind_duty(self) -> None:
        verb = self._verb()
        if verb is None:
            return
        status, _ = await self.person.once("POST", f"/duty/{verb}")
        before = self.duty
        if status == 200:
            await self.console.until(lambda: self.duty != before, 3)

    # -- offers -------------------------------------------------------------------------------

    async def _offer(self, offer: Row) -> None:
        if offer["id"] in self._handled:
            return
        self._handled.add(offer["id"])
        scene = self.plot.caller(offer["caller_number"])
        if scene is None or scene.ignores(self.person.name):
            return
        if self.plot.chance.random() < 0.5:
            await self._accept_by_socket(offer)
        else:
            await self._accept_by_rest(offer)

    async def _accept_by_rest(self, offer: Row) -> None:
        status, said = await self.person.once("POST", f"/offers/{offer['id']}/accept")
        if status == 200:
            self._took(said["call_id"], offer["id"])
            await self._shows(said["call_id"])
        elif status in AWAY:
            self._handled.discard(offer["id"])  # it may or may not have been taken: asked again
            await asyncio.sleep(0.3)

    async def _accept_by_socket(self, offer: Row) -> None:
        before = len(self.console.accepted)
        await self.console.accept(offer["id"])
        await self.console.until(
            lambda: (
                len(self.console.accepted) > before
                or offer["id"] not in self.console.rows("me", "offers")
            ),
            3,
        )
        for said in self.console.accepted[before:]:
            self._took(said["call_id"], said["offer_id"])
            await self._shows(said["call_id"])
        if len(self.console.accepted) == before:
            self._handled.discard(offer["id"])

    def _took(self, call_id: str, offer_id: str) -> None:
        if offer_id not in self._taken:
            self._taken.append(offer_id)
            self.history.accepts.append(
                {"call_id": call_id, "who": self.person.name, "at": self.history.now()}
            )

    async def _shows(self, call_id: str) -> None:
        await self.console.until(lambda: call_id in self.console.rows("me", "calls"), 5)

    # -- calls --------------------------------------------------------------------------------

    async def _call(self, row: Row) -> None:
        scene = self.plot.caller(row["caller_number"])
        if scene is None:
            return
        if row["state"] == "ended":
            if row.get("wrap_up"):
                await self._wrap_up(row, scene)
            return
        scene.call_id, scene.incident_id = row["id"], row["incident_id"]
        scene.ticket = row["number"]
        scene.known.set()
        await self.console.until(lambda: self._state(row["id"]) != "connecting", CONNECT_SECONDS)
        if self._state(row["id"]) == "talking":
            scene.talked_with.append(self.person.name)
            await self._converse(row["id"], scene)

    def _state(self, call_id: str) -> str:
        return str(self.console.rows("me", "calls").get(call_id, {}).get("state", "gone"))

    async def _converse(self, call_id: str, scene: Scene) -> None:
        channel = f"incident/{scene.incident_id}"
        await self.console.watch(channel)
        await self.console.until(lambda: channel in self.console.screens, 10)
        try:
            await self._look_at_draft(scene, channel)
            if scene.story == "crash" and not scene.crashed:
                scene.crashed = True
                await self._crash(call_id)
                return
            if scene.story == "reload":
                await self._reload(call_id, scene, channel)
            if scene.story in URGENCY and not scene.dispatch_id:
                await self._send_somebody(scene)
            if scene.story == "linked":
                await self._link(scene)
            await asyncio.sleep(SILENT_SECONDS if scene.story == "silent" else TALK_SECONDS)
            await self._end(call_id, scene)
        finally:
            await self.console.leave(channel)

    async def _look_at_draft(self, scene: Scene, channel: str) -> None:
        path = f"/incidents/{scene.incident_id}/intake/call_note"
        if len(scene.talked_with) > 1:
            found = await self._soon(
                lambda: self.console.rows(channel, "intake").get("call_note"), DRAFT_SECONDS
            )
            self.history.notes[scene.number]["draft_kept"] = bool(
                found and found["value"] == scene.draft
            )
        await self.person.ask("PUT", path, {"value": scene.draft})
        self.history.notes[scene.number]["saved"] = scene.draft

    async def _crash(self, call_id: str) -> None:
        """Browser and line are lost; after a while the browser is there again."""
        self.console.cut()
        await self._phones.put_down(self.line)
        await asyncio.sleep(AWAY_SECONDS)
        await self.console.until(lambda: self.console.connected, 30)
        await self.console.until(lambda: self._state(call_id) == "gone", 30)

    async def _reload(self, call_id: str, scene: Scene, channel: str) -> None:
        """The page is loaded again: nothing is remembered but the cookie."""
        began = time.monotonic()
        self.console.reload()
        await self.console.until(lambda: self.console.connected, 30)
        await self._soon(lambda: self._state(call_id) == "talking", BACK_SECONDS)
        found = await self._soon(
            lambda: self.console.rows(channel, "intake").get("call_note"), BACK_SECONDS
        )
        seen = await self._phones.see(scene.sid)
        self.history.notes[scene.number].update(
            same_call=self._state(call_id) == "talking",
            form_back=bool(found and found["value"] == scene.draft),
            audio=seen["last"]["what"] == "talking_with",
            reload_seconds=round(time.monotonic() - began, 2),
        )

    async def _soon(self, holds: Callable[[], Any], seconds: float) -> Any:
        """What holds within so many seconds in which there is a database: no form comes from none.

        A look without one is free, so this ends as surely as the database is started again.
        """
        left = seconds
        while left > 0:
            if found := await self.console.until(holds, LOOK_SECONDS):
                return found
            left -= LOOK_SECONDS if self._database.is_there else 0
        return None

    async def _end(self, call_id: str, scene: Scene) -> None:
        if scene.caller_hangs_up:
            await self._phones.hang_up(scene.sid)
        elif self._state(call_id) == "talking":
            self.history.hung_up.add(scene.sid)
            status, _ = await self.person.once("POST", f"/calls/{call_id}/hang-up")
            if status in AWAY:
                return  # tried again at the next step, if the call is still there
        await self.console.until(lambda: self._state(call_id) not in LIVE, 20)

    async def _wrap_up(self, row: Row, scene: Scene) -> None:
        if row["id"] in self._done:
            return
        status, _ = await self.person.once("POST", f"/calls/{row['id']}/complete")
        if status in AWAY:
            await asyncio.sleep(0.3)
            return
        self._done.add(row["id"])
        await self.console.until(lambda: row["id"] not in self.console.rows("me", "calls"), 5)
        if scene.talked_with and scene.story not in ("linked", *URGENCY):
            reason = "silent" if scene.story == "silent" else "information_only"
            await self.person.once(
                "POST", f"/incidents/{row['incident_id']}/close", {"reason": reason}
            )
        scene.played.set()

    # -- what some stories need besides -------------------------------------------------------

    async def _send_somebody(self, scene: Scene) -> None:
        path = f"/incidents/{scene.incident_id}"
        place = "TH-DMP-sutrapur" if scene.story == "centre" else self._place()
        await self.person.ask("POST", f"{path}/locate", {"place": place, "basis": "said"})
        await self.person.ask("POST", f"{path}/set-urgency", {"urgency": URGENCY[scene.story]})
        ranked = (await self.person.ask("GET", f"{path}/responders"))["ranked"]
        kind = "centre" if scene.story == "centre" else "worker"
        able = [one for one in ranked if one["kind"] == kind]
        chosen = next((one for one in able if one["id"] == self._centre_id), None)
        if kind == "worker":
            chosen = able[0] if able else None
        body = {"responder": {"kind": kind, "id": chosen["id"]}} if chosen else {}
        try:
            made = await self.person.ask("POST", f"{path}/dispatches", body)
        except Refused as refused:
            self.history.notes[scene.number]["refused"] = refused.code
            return
        scene.dispatch_id, scene.task_no = made["id"], made["task_no"]
        self.plot.by_task[made["task_no"]] = scene

    def _place(self) -> str:
        return self.plot.chance.choice(self._places)

    async def _link(self, scene: Scene) -> None:
        """The second of two callers about one incident: linked to the first."""
        other = scene.partner
        if other is None or other.index > scene.index:
            return  # the first one; the second links
        try:
            await asyncio.wait_for(other.known.wait(), 60)
        except TimeoutError:
            self.history.notes[scene.number]["partner_missing"] = True
            return
        own = self.history.notes[scene.number].setdefault("own_ticket", scene.ticket)
        try:
            kept = await self.person.ask(
                "POST", f"/incidents/{scene.incident_id}/link", {"to": other.ticket}
            )
        except Refused as refused:
            if refused.code not in ("link_to_itself", "incident_is_linked"):
                raise  # those say that it was linked before and the answer was lost: look
            kept = await self.person.ask("GET", f"/tickets/{own}")
        self.history.notes[scene.number]["linked_to"] = kept["number"]

    # -- what the screen shows, for the history -------------------------------------------------

    def _remember(self) -> None:
        rows = self.console.rows("me", "calls")
        for call_id, row in rows.items():
            owner = (row.get("owner") or {}).get("id", "")
            self.history.owners[call_id][row["version"]].add(owner)
        live = {id_ for id_, row in rows.items() if row["state"] in LIVE}
        if not self.console.connected:
            live = set()
        now = self.history.now()
        for call_id in live - set(self._spans):
            self._spans[call_id] = {"call_id": call_id, "who": self.person.name, "from": now}
        for call_id in set(self._spans) - live:
            self.history.live.append({**self._spans.pop(call_id), "to": now})
