"""One invented evening on the running product, so that every screen has something to show.

It acts as people do: through the phone network, the REST addresses and the live socket. Every
person, number and sentence is invented; the numbers can't ring.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from tests.browser import agencies, boards, caseload, lessons, residents, sheets, transfers
from tests.browser.handsets import code_at, presses, texts_at
from tests.browser.registry import NURSE_PHONE, registered
from tests.running import House, Person, Phones, phones_of, signed_in

KAMRANGIRCHAR, SUTRAPUR = "TH-DMP-kamrangirchar", "TH-DMP-sutrapur"
STRANGER = {"X-Forwarded-For": "198.51.100.9"}
"""Where somebody calls from who tries codes; needs the demo to trust its own loopback."""
UNKNOWN_CODE = "A" * 22
MISSES = 25
SIGN_OF_LIFE_SECONDS = 4
SOON_SECONDS = 10
"""So soon begins the session that is waiting for its outcome when anybody looks."""

OFFICE = "admin-1"
LOOKERS: dict[tuple[str, tuple[str, ...]], str] = {
    ("counsellor", ()): "counsellor-4",
    ("counsellor", ("offer",)): "counsellor-3",
    ("counsellor", ("incident",)): "counsellor-1",
    ("counsellor", ("incident", "dispatch")): "counsellor-2",
    **{
        ("counsellor", (it,)): "counsellor-4"
        for it in ("over", "wedding", "session", "filled", "case", "transfer")
    },
    ("supervisor", ()): "supervisor-1",
    **{("supervisor", (it,)): "supervisor-1" for it in ("house", "committee", "meeting", "stay")},
    ("administrator", ()): OFFICE,
    **{
        ("administrator", (it,)): OFFICE
        for it in ("worker", "post", "person", "draft", "course", "committee")
    },
    ("centre", ("expected",)): "centre-1",
    ("centre", ("stay",)): "centre-1",
}
"""Who sees which screen of the console; on the phone it is always the same worker."""
WORKER = "worker-3"
SERVICE = "+8801200000999"
CENTRE = "centre-1"
BEDS = 3
"""What the demo's centre has free."""
OTHERS = {"accepted": "worker-2", "stood_down": "worker-1"}
"""Tasks that are not the worker's own: three at a time are enough for anybody."""

FORM = {
    "safe_to_talk": "whisper",
    "injured": "yes",
    "child_sex": "girl",
    "child_age": "13",
    "child_name": "ময়না",
    "with_whom": "suspect",
    "caller_relation": "neighbour",
    "where_detail": "খেলার মাঠের পাশে নীল দরজার তিনতলা বাসা, দ্বিতীয় তলা",
    "narrative": (
        "পাশের বাসায় কাজ করে মেয়েটি। দুই দিন ধরে কান্নার শব্দ শোনা যাচ্ছে, আজ হাতে ও কপালে ক্ষতচিহ্ন "
        "দেখা গেছে। তাকে বাইরে বের হতে দেওয়া হয় না।"
    ),
    "needs": ["medical", "shelter"],
    "consent": "yes",
}


@dataclass
class Stage:
    """The evening as it stands: which incident, task and code shows what."""

    house: House
    incidents: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    async def try_codes(self) -> None:
        """A stranger mistypes links until the page says that it is busy; it forgets in a minute."""
        async with aiohttp.ClientSession(headers=STRANGER) as http:
            for _ in range(MISSES):
                async with http.get(f"{self.house.base}/a/{UNKNOWN_CODE}"):
                    pass


SETTINGS = {
    "trusted_proxies": "127.0.0.1",
    # so that one task is overdue by the time anybody looks
    "acknowledge_p2_seconds": "3",
    # and a sign of life that is asked for is waited for as long as anybody looks
    "check_in_grace_seconds": "7200",
    **{
        f"acknowledge_{tier}_seconds": "1800,3,14400"
        for tier in ("backup", "officer", "district", "supervisor")
    },
}
"""What the demo must be started with."""


@contextlib.asynccontextmanager
async def staged(house: House) -> AsyncIterator[Stage]:
    """Play the evening up to the moment of the pictures and hold it there."""
    async with contextlib.AsyncExitStack() as stack:
        phones = await stack.enter_async_context(phones_of(house))
        people = {
            name: await stack.enter_async_context(signed_in(house.base, name))
            for name in dict.fromkeys((*LOOKERS.values(), WORKER, CENTRE, *OTHERS.values()))
        }
        stage = Stage(house)
        alive = asyncio.create_task(_stay_alive(list(people.values())))
        stack.callback(alive.cancel)
        stage.codes |= {"expired": UNKNOWN_CODE, "busy": UNKNOWN_CODE}
        evening = _Evening(stage, people, phones)
        stage.incidents |= await registered(people[OFFICE])
        await evening.earlier()
        await evening.now()
        yield stage


async def _stay_alive(people: list[Person]) -> None:
    """What an open console says every few seconds; without it nobody gets a call."""
    while True:
        for person in people:
            await person.socket.send_json({"type": "ping"})
        await asyncio.sleep(SIGN_OF_LIFE_SECONDS)


@dataclass
class _Evening:
    stage: Stage
    people: dict[str, Person]
    phones: Phones
    callers: int = 0
    overdue: str = ""

    async def earlier(self) -> None:
        """Calls that are over, their tasks each a step further; then a break."""
        counsellor = self.people["counsellor-4"]
        await self._starts(counsellor)
        first = await self._finished_call(counsellor, ["child_marriage"], SUTRAPUR)
        asked = await counsellor.ask("POST", f"/incidents/{first}/dispatches", {}, expect=201)
        self.overdue = asked["id"]
        self.stage.incidents["wedding"] = self.stage.incidents["filled"] = first
        await sheets.filled(counsellor, first)
        self.stage.incidents["draft"] = await sheets.drafted(self.people[OFFICE])
        board = self.people["supervisor-1"]
        case = await caseload.worked_on(counsellor, board)
        self.stage.incidents["case"] = case
        self.stage.incidents["transfer"] = await transfers.released(counsellor, board, case)
        self.stage.incidents |= await boards.met(self.people[OFFICE], board, case)
        worker = self.stage.incidents["worker"]
        self.stage.incidents |= await lessons.taught(self.people[OFFICE], board, worker)
        for state, verbs in (
            ("done", ("accept", "depart", "arrive", "complete")),
            ("reached", ("accept", "depart", "arrive")),
            ("en_route", ("accept", "depart")),
        ):
            incident = await self._finished_call(counsellor, ["accident_injured"], KAMRANGIRCHAR)
            await self._task(counsellor, incident, WORKER, state, verbs)
        reached = self.stage.tasks["reached"]
        await counsellor.ask("POST", f"/dispatches/{reached}/check-in/ask")
        _, stood = await asyncio.gather(
            self._task(counsellor, incident, OTHERS["accepted"], "accepted", ("accept",)),
            self._task(counsellor, incident, OTHERS["stood_down"], "stood_down", ()),
        )
        await counsellor.ask("POST", f"/dispatches/{stood}/stand-down", {"reason": "not_needed"})
        await self._goes_to_others(counsellor)
        await self._asks_a_hospital(counsellor)
        officer = self.stage.incidents["officer"]
        await agencies.answers_a_drill(self.people[OFFICE], self.phones, officer)
        await agencies.stops_a_wedding(counsellor, self.phones, first)
        helper = self.people[OTHERS["accepted"]]
        await agencies.calls_for_help_unseen(helper, self.stage.tasks["accepted"])
        await self._fills_the_centre(counsellor)
        await self._plays_and_needs_help(counsellor)
        await self._is_planned()
        await counsellor.ask("POST", "/duty/pause", {"reason": "tea"})

    async def _goes_to_others(self, counsellor: Person) -> None:
        """One says no and nobody need go; two tasks are handed back, and others are asked."""
        name = OTHERS["stood_down"]
        worker = self.people[name]
        for state, verbs, ends in (
            ("declined", (), ("decline", {"reason": "busy"})),
            ("closed", ("accept",), ("hand-back", {"reason": "ill"})),
            ("taken", ("accept",), ("hand-back", {"reason": "ill"})),
        ):
            incident = await self._finished_call(counsellor, ["accident_injured"], KAMRANGIRCHAR)
            made = await self._task(counsellor, incident, name, state, verbs)
            await worker.ask("POST", f"/dispatches/{made}/{ends[0]}", ends[1], expect=204)
            if state == "declined":
                await counsellor.ask(
                    "POST", f"/dispatches/{made}/stand-down", {"reason": "not_needed"}
                )

    async def _asks_a_hospital(self, counsellor: Person) -> None:
        """It has accepted its part, which it does where it is."""
        incident = await self._finished_call(counsellor, ["accident_injured"], KAMRANGIRCHAR)
        body = {"parts": [{"agency": "hospital"}]}
        await counsellor.ask("POST", f"/incidents/{incident}/hand-off", body, expect=201)
        code = await code_at(self.phones, NURSE_PHONE, 0)
        await presses(self.people[CENTRE], f"/a/{code}", verb="accept")
        self.stage.codes["has_a_part"] = code

    async def _somebody_takes(self, board: Person, made: str) -> None:
        """Whoever is asked now says on the telephone that he or she goes."""
        steps = board.rows("board", "dispatches")[made]["steps"]
        asked = {part: steps[-1]["responder"][part] for part in ("kind", "id")}
        body = {"responder": asked, "answer": "yes"}
        await board.ask("POST", f"/dispatches/{made}/record-answer", body)

    async def _plays_and_needs_help(self, counsellor: Person) -> None:
        """One number twice: first it plays with the line, then a child needs counselling."""
        number = self.callers + 1
        call, _ = await self._takes_a_call(counsellor)
        for verb in ("hang-up", "complete"):
            await counsellor.ask("POST", f"/calls/{call}/{verb}")
        await counsellor.ask("POST", f"/calls/{call}/mark-nuisance", {"reason": "plays"})
        self.callers = number - 1
        incident = await self._finished_call(counsellor, ["trauma"], SUTRAPUR)
        self.callers = number
        self.stage.incidents["over"] = incident
        me = await counsellor.ask("GET", "/session")
        now = datetime.now(UTC)
        hour = now.replace(minute=0, second=0, microsecond=0)
        for begins, more in (
            (now + timedelta(seconds=SOON_SECONDS), {}),
            (hour + timedelta(hours=3), {"minutes": 60}),
            (hour + timedelta(days=5, hours=1), {"times": 3, "every_days": 14}),
        ):
            body = {"staff_id": me["id"], "starts_at": begins.isoformat()}
            await counsellor.ask("POST", f"/incidents/{incident}/sessions", body | more)

    async def _is_planned(self) -> None:
        """A roster with a shift that runs, leave, gaps, and a swap that waits for approval."""
        board = self.people["supervisor-1"]
        found = await board.ask("GET", "/workers?place=TH-DMP-sutrapur")
        ids = {row["code"]: row["id"] for row in found["items"]}
        hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        made = {}
        for name, after in (("worker-2", 0), ("worker-1", 12)):
            begins = hour + timedelta(hours=after)
            spell = {"starts_at": begins.isoformat(), "on_holidays": True}
            spell["ends_at"] = (begins + timedelta(hours=12)).isoformat()
            path = f"/workers/{ids[name]}/shifts"
            made[name] = await board.ask("POST", path, spell, expect=201)
        body = {"to_worker": ids["worker-6"]}
        path = f"/shifts/{made['worker-1']['id']}/swaps"
        swap = await board.ask("POST", path, body, expect=201)
        await board.ask("POST", f"/swaps/{swap['id']}/note-yes")
        away = {
            "starts_at": (hour + timedelta(days=1)).isoformat(),
            "ends_at": (hour + timedelta(days=3)).isoformat(),
            "reason": "casual",
        }
        await board.ask("POST", f"/workers/{ids['worker-2']}/leaves", away, expect=201)

    async def _fills_the_centre(self, counsellor: Person) -> None:
        """A bed is held for one child; then all are, for a moment, and one more is asked for."""
        held, *others, last = [
            await self._finished_call(counsellor, ["street_child"], SUTRAPUR)
            for _ in range(BEDS + 1)
        ]
        await self._task(counsellor, held, CENTRE, "bed_held", ("accept",))
        for_a_moment = [
            await self._task(counsellor, incident, CENTRE, "bed_held_too", ("accept",))
            for incident in others
        ]
        self.stage.incidents["stay"] = await residents.lives_there(self.people[CENTRE])
        await self._task(counsellor, last, CENTRE, "full", ())
        await presses(self.people[CENTRE], f"/a/{self.stage.codes['full']}", verb="accept")
        for dispatch in for_a_moment:
            path = f"/dispatches/{dispatch}/stand-down"
            await counsellor.ask("POST", path, {"reason": "not_needed"})

    async def now(self) -> None:
        """Two calls in hand, one that rings, two more that wait."""
        for name, needs in (("counsellor-1", "incident"), ("counsellor-2", "dispatch")):
            counsellor = self.people[name]
            await self._starts(counsellor)
            call, incident = await self._takes_a_call(counsellor)
            await self._talks(counsellor, call, incident)
            await self._fills(counsellor, incident)
            self.stage.incidents[needs] = incident
        await self._more_on_the_line()
        await self._task(counsellor, incident, WORKER, "alerting", ())
        self.stage.codes["alerted"] = self.stage.codes["alerting"]
        await self._starts(self.people["counsellor-3"])
        await self._rings(self.people["counsellor-3"])
        for _ in range(2):
            await self._calls()
        await self._board_shows_it()

    async def _more_on_the_line(self) -> None:
        """A counsellor asks for help, a service talks along, and the supervisor listens."""
        counsellor, board = self.people["counsellor-1"], self.people["supervisor-1"]
        (call,) = counsellor.rows("me", "calls")
        await counsellor.ask("POST", f"/calls/{call}/parties", {"service": "999"})
        await self.phones.lift(SERVICE)
        await board.ask("POST", f"/calls/{call}/listen")
        await counsellor.ask("POST", f"/calls/{call}/help")
        await counsellor.until(lambda: self._all_talk(counsellor, call))

    def _all_talk(self, counsellor: Person, call: str) -> bool:
        parties = counsellor.rows("me", "calls")[call]["parties"]
        return len(parties) == 4 and all(party["state"] == "joined" for party in parties)

    async def _board_shows_it(self) -> None:
        """Three callers wait, and nobody has answered the first alert."""
        board = self.people["supervisor-1"]
        await board.watch("board")
        await board.until(lambda: len(board.rows("board", "waiting")) == 3)
        dispatches = board.rows("board", "dispatches")
        await board.until(lambda: dispatches[self.overdue]["state"] == "unanswered", 60)
        await self._somebody_takes(board, self.stage.tasks["taken"])

    async def _starts(self, counsellor: Person) -> None:
        await counsellor.watch("me")
        await counsellor.ask("POST", "/duty/start")

    async def _calls(self) -> None:
        self.callers += 1
        await self.phones.call(f"+88012100{self.callers:05d}")

    async def _rings(self, counsellor: Person) -> dict[str, Any]:
        old = set(counsellor.rows("me", "offers"))
        await self._calls()
        (id_,) = await counsellor.until(lambda: counsellor.rows("me", "offers").keys() - old)
        offer: dict[str, Any] = counsellor.rows("me", "offers")[id_]
        await counsellor.socket.send_json({"type": "ack", "offer_id": offer["id"]})
        return offer

    async def _takes_a_call(self, counsellor: Person) -> tuple[str, str]:
        """The call's id and the incident's."""
        offer = await self._rings(counsellor)
        taken = await counsellor.ask("POST", f"/offers/{offer['id']}/accept")
        return taken["call_id"], taken["incident_id"]

    async def _talks(self, counsellor: Person, call: str, incident: str) -> None:
        """Until both can hear each other."""
        channel = f"incident/{incident}"
        await counsellor.watch(channel)
        await counsellor.until(
            lambda: counsellor.rows(channel, "calls").get(call, {}).get("state") == "talking"
        )

    async def _finished_call(self, counsellor: Person, categories: list[str], place: str) -> str:
        call, incident = await self._takes_a_call(counsellor)
        await self._locates(counsellor, incident, categories, place)
        for verb in ("hang-up", "complete"):
            await counsellor.ask("POST", f"/calls/{call}/{verb}")
        return incident

    async def _fills(self, counsellor: Person, incident: str) -> None:
        for name, value in FORM.items():
            await counsellor.ask("PUT", f"/incidents/{incident}/intake/{name}", {"value": value})
        await self._locates(
            counsellor, incident, ["domestic_worker", "physical_violence"], KAMRANGIRCHAR
        )

    async def _locates(
        self, counsellor: Person, incident: str, categories: list[str], place: str
    ) -> None:
        at = f"/incidents/{incident}"
        await counsellor.ask("POST", f"{at}/locate", {"place": place, "basis": "said"})
        await counsellor.ask("POST", f"{at}/categorise", {"categories": categories})

    async def _task(
        self, counsellor: Person, incident: str, name: str, state: str, verbs: tuple[str, ...]
    ) -> str:
        """Send a worker and let him or her go as far as `verbs`; the dispatch's id."""
        worker = self.people[name]
        me = await worker.ask("GET", "/session")
        phone = _phone_of(name)
        before = len(await texts_at(self.phones, phone))
        kind = name.partition("-")[0]
        body = {"responder": {"kind": kind, "id": me[f"{kind}_id"]}}
        asked = await counsellor.ask("POST", f"/incidents/{incident}/dispatches", body, expect=201)
        self.stage.codes[state] = await code_at(self.phones, phone, before)
        for verb in verbs:
            outcome = {"outcome": "child_safe"} if verb == "complete" else None
            await worker.ask("POST", f"/dispatches/{asked['id']}/{verb}", outcome)
        self.stage.tasks[state] = asked["id"]
        dispatch: str = asked["id"]
        return dispatch


def _phone_of(name: str) -> str:
    """The telephone the demo gives to a worker or a centre."""
    kind, _, index = name.partition("-")
    return f"+88010{20 if kind == 'centre' else 10}{int(index):06d}"
