"""A child's words and numbers reach no log, event, job, text, address or figure (I10).

One whole story with canaries in every field, errors included; then everything that was written
anywhere is searched for every spelling of them. Sealed columns may hold them, and only sealed.
"""

import asyncio
import contextlib
import io
import logging
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import structlog

from app.core import log
from app.core.db import Database
from app.core.settings import Settings
from app.directory import service as directory
from app.geo.lookup import gazetteer
from tests.line import Line, whole_line
from tests.running import Person

PLACE = "TH-DMP-sutrapur"
WORKERS_NUMBER = "+8801098765431"
NATIONAL = "01234509876"
BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

WORDS = {
    "child_name": "ঝড়োমণি য়াকুব",
    "caller_name": "Zorabwala Quimby",
    "where_detail": "কেনারিবাগ গলি, নীল দরজা",
    "with_whom": "ভেলুচাচা",
    "suspect": "Xandroff mama",
    "narrative": f"সে বলল: আমার নম্বর {NATIONAL.translate(BANGLA)}, অথবা {NATIONAL}",
    "call_note": "quizzaciously whispered",
    "child_age": "৭ বছর ৪৩ দিন",
}
CHOICES = {"safe_to_talk": "whisper", "injured": "yes", "child_sex": "girl", "consent": "yes"}
BROKEN = ("intake_field", "call", "text_in", "webhook_answer", "sign_in_failure")
"""Tables that refuse for a while."""
CARRIERS_NAME = "CNAM-Ypsilanti"
PLAIN = {("place", "name_bn"), ("place", "name_en")}
"""Columns of public reference data, whose words may happen to be somebody's."""


def spellings() -> Iterator[str]:
    """Every way in which a canary could be written down."""
    digits = NATIONAL[1:]
    for number in (digits, WORKERS_NUMBER[4:]):
        yield from (number, number.translate(BANGLA))
        yield from (f"{number[:4]}-{number[4:]}", f"{number[:4]} {number[4:]}")
    parts = [part for said in WORDS.values() for part in _telling(said)]
    for text in (*WORDS.values(), *parts):
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            yield unicodedata.normalize(form, text)
        yield text
    yield CARRIERS_NAME


def _telling(text: str) -> list[str]:
    return [part.strip(",:") for part in text.split() if len(part) > 5]


CANARIES = sorted({*spellings()}, key=len)


def found_in(text: str) -> set[str]:
    """Return the canaries in `text`, however it escapes letters."""
    readings = [text, unquote(text)]
    if "\\u" in text:
        readings.append(text.encode("utf-8", "replace").decode("unicode_escape", "replace"))
    return {canary for canary in CANARIES for reading in readings if canary in reading}


@dataclass
class Written:
    """Everything that was written anywhere, by place."""

    by_place: dict[str, str] = field(default_factory=dict)

    def leaks(self) -> dict[str, set[str]]:
        """Return where a canary stands."""
        found = {place: found_in(text) for place, text in self.by_place.items()}
        return {place: canaries for place, canaries in found.items() if canaries}


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the process would print with the product's own set-up of logs, at its most talkative.

    No fixture: pytest gives the test itself another standard error than its fixtures.
    """
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        _forget_loggers()
        log.configure("json", "DEBUG")
        try:
            yield said
        finally:
            _forget_loggers()
            structlog.reset_defaults()
            logging.basicConfig(force=True)


def _forget_loggers() -> None:
    """Loggers remember where they print: let them look again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("app.") and hasattr(module, "log"):
            getattr(module.log, "__dict__", {}).pop("bind", None)


async def dumped(database: Database) -> dict[str, str]:
    """Return every column of every table as text, bytes also as the text they may hold."""
    pool = await database.raw()
    columns = await pool.fetch(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    dump = {}
    for table, column in columns:
        if (table, column) in PLAIN:
            continue
        rows = await pool.fetch(f'SELECT "{column}" AS value FROM "{table}"')
        dump[f"{table}.{column}"] = "\n".join(_readings(row["value"]) for row in rows)
    return dump


def _readings(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{value.hex()} {value.decode('utf-8', 'replace')} {value.decode('latin-1')}"
    return str(value)


async def worker_nearby(line: Line) -> None:
    async with line.database.transaction() as session:
        worker = await directory.add_worker(
            session,
            code="w-1",
            name_bn="রিনা",
            name_en="Rina",
            post_bn="সমাজকর্মী",
            post_en="Social worker",
            gender="female",
            phone=WORKERS_NUMBER,
            on_duty=True,
        )
        await directory.cover(session, PLACE, worker_id=worker.id)
    assert gazetteer().get(PLACE)
    await line.employ("worker-1", "worker", worker_id=worker.id)


async def written_down(counsellor: Person, incident: str) -> None:
    """The form, typed in both forms of Unicode, with slips that are refused."""
    for name, text in WORDS.items():
        for form in ("NFD", "NFC"):
            value = unicodedata.normalize(form, text)
            await counsellor.ask("PUT", f"/incidents/{incident}/intake/{name}", {"value": value})
    for name, value in CHOICES.items():
        await counsellor.ask("PUT", f"/incidents/{incident}/intake/{name}", {"value": value})
    story = WORDS["narrative"]
    for body in (
        {"value": story * 500},
        {"value": {"said": story}},
        {"value": story, story: story},
        {"value": [story], "base_rev": story},
    ):
        path = f"/incidents/{incident}/intake/narrative"
        answer = await counsellor.ask("PUT", path, body, expect=None)
        assert answer["status"] in (400, 413, 422)


async def everything_breaks(line: Line, counsellor: Person, incident: str) -> None:
    """The database refuses while things are said: the errors may not quote them."""
    pool = await line.database.raw()
    number, story = f"+88{NATIONAL}", WORDS["narrative"]
    arrival = {"CallSid": "CA" + "f" * 32, "From": number, "CallerName": CARRIERS_NAME}
    text = {"MessageSid": "SM1", "From": number, "Body": f"{story} {WORDS['child_name']}"}
    for table in BROKEN:
        await pool.execute(f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK (false) NOT VALID")
    try:
        path = f"/incidents/{incident}/intake/narrative"
        answer = await counsellor.ask("PUT", path, {"value": story}, expect=None)
        assert answer["status"] == 500
        status, document = await line.served.hook("/voice", arrival)
        assert (status, "Redirect" in document) == (200, True)
        nobody = "00000000-0000-4000-8000-000000000000"
        await line.served.hook(f"/queue-left/{nobody}/0", {**arrival, "CallStatus": "in-progress"})
        await line.served.hook(f"/text/{nobody}", {"To": WORKERS_NUMBER, "MessageStatus": "sent"})
        assert (await line.served.hook("/sms", text))[0] == 503
        await sign_in_wrongly(line)
    finally:
        for table in BROKEN:
            await pool.execute(f"ALTER TABLE {table} DROP CONSTRAINT broken")
    await line.served.hook("/status", {**arrival, "CallStatus": "completed"})
    await sign_in_wrongly(line)
    for body in ("stop", text["Body"]):
        said = {**text, "Body": body, "MessageSid": f"SM{len(body)}"}
        assert (await line.served.hook("/sms", said))[0] == 200
    await line.served.hook("/sms", text, signature="forged")
    await line.served.hook("/voice", {"From": number}, signature="forged")
    await line.served.hook("/voice", body=quote(story).encode() * 20, signature="forged")


async def sign_in_wrongly(line: Line) -> None:
    said = {"name": WORDS["caller_name"], "password": NATIONAL}
    async with line.served.http.post(f"{line.served.base}/api/v1/session", json=said) as answer:
        assert answer.status in (401, 500)


async def lived(line: Line) -> tuple[str, list[str]]:
    """The story from the ring to the end: the caller's line and every text that was sent."""
    await line.employ("counsellor-1", "counsellor")
    await worker_nearby(line)
    async with line.at_work("counsellor-1") as counsellor, line.at_work("worker-1") as worker:
        await counsellor.watch("me")
        await worker.watch("field")
        await counsellor.ask("POST", "/duty/start")
        sid = await line.phones.place_call(f"+88{NATIONAL}", caller_name=CARRIERS_NAME)
        offer = await counsellor.until(lambda: [*counsellor.rows("me", "offers").values()])
        taken = await counsellor.ask("POST", f"/offers/{offer[0]['id']}/accept")
        incident, channel = taken["incident_id"], f"incident/{taken['incident_id']}"
        await counsellor.watch(channel)
        await counsellor.until(
            lambda: (
                counsellor.rows(channel, "calls").get(taken["call_id"], {}).get("state")
                == "talking"
            )
        )
        await written_down(counsellor, incident)
        await everything_breaks(line, counsellor, incident)
        await counsellor.socket.send_json({"type": "subscribe", "channel": WORDS["suspect"]})
        await counsellor.ask("POST", f"/incidents/{incident}/locate", {"place": PLACE})
        codes = {"categories": ["sexual_abuse"]}
        await counsellor.ask("POST", f"/incidents/{incident}/categorise", codes)
        made = await counsellor.ask("POST", f"/incidents/{incident}/dispatches", {}, expect=201)
        texts = await texts_to(line, WORKERS_NUMBER)
        await until_delivered(counsellor, channel, made["id"])
        code = texts[0].partition("/a/")[2].split()[0]
        async with worker.http.get(f"{line.served.base}/a/{code}") as page:
            assert not found_in(await page.text())
        await worker.ask("POST", f"/dispatches/{made['id']}/accept")
        task = await worker.until(lambda: worker.rows("field", "tasks")[made["id"]]["details"])
        assert task["child"]["name"] == unicodedata.normalize("NFC", WORDS["child_name"])
        for verb, said in (
            ("depart", None),
            ("arrive", None),
            ("complete", {"outcome": "child_safe"}),
        ):
            await worker.ask("POST", f"/dispatches/{made['id']}/{verb}", said)
        await counsellor.ask("POST", f"/calls/{taken['call_id']}/hang-up")
        await line.phones.wait_for(sid, lambda view: view["status"] == "completed")
        await counsellor.ask("POST", f"/calls/{taken['call_id']}/complete")
        await counsellor.ask("POST", f"/incidents/{incident}/close", {"reason": "resolved"})
        await counsellor.ask("POST", "/duty/end")
    return sid, texts


async def texts_to(line: Line, number: str) -> list[str]:
    async with asyncio.timeout(20):
        while not (texts := await line.phones.handset_messages(number)):
            await asyncio.sleep(0.05)
    return [text["body"] for text in texts]


async def until_delivered(person: Person, channel: str, dispatch_id: str) -> None:
    """The network's own report of the text has come back to us."""

    def delivered() -> bool:
        row = person.rows(channel, "dispatches").get(dispatch_id, {"steps": []})
        alerts = [alert for step in row["steps"] for alert in step["alerts"]]
        return any(a["channel"] == "text" and a["state"] == "delivered" for a in alerts)

    await person.until(delivered)


async def until_drained(said: io.StringIO) -> None:
    """What was kept without a database is in it now: that is logged, too."""
    async with asyncio.timeout(20):
        while "journal_drained" not in said.getvalue():
            await asyncio.sleep(0.05)


async def test_nothing_a_child_says_is_written_down_unsealed_anywhere(
    settings: Settings, database: Database, postgres_server: Any
) -> None:
    with logged() as said:
        async with whole_line(settings, database) as line:
            sid, texts = await lived(line)
            await until_drained(said)
            async with line.served.http.get(f"{line.served.base}/metrics") as answer:
                figures = await answer.text()
            addresses = [str(asked) for asked in (await line.phones.call(sid))["requests"]]
    assert addresses
    written = Written(await dumped(database))
    written.by_place |= {
        "log": said.getvalue(),
        "texts": "\n".join(texts),
        "figures": figures,
        "addresses": "\n".join(addresses),
        "postgres log": _log_of(postgres_server.folder),
    }
    assert "unexpected_error" in written.by_place["log"], "the errors were not even tried"
    assert written.by_place["intake_field.value"]
    assert written.leaks() == {}


def _log_of(folder: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in sorted(folder.glob("*.log*")))


@pytest.mark.parametrize(
    "leak",
    [
        f"call from +88{NATIONAL}",
        NATIONAL.translate(BANGLA),
        unicodedata.normalize("NFD", WORDS["child_name"]),
        unicodedata.normalize("NFC", WORDS["narrative"]),
        f'{{"name": "{WORDS["child_name"].encode("unicode_escape").decode()}"}}',
        quote(WORDS["where_detail"]),
        _readings(WORDS["call_note"].encode()),
        "Traceback … ValueError: Xandroff",
    ],
)
def test_the_search_finds_a_canary_in_every_spelling(leak: str) -> None:
    assert Written({"somewhere": f"before {leak} after"}).leaks()
