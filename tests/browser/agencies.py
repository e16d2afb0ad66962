"""The part of the evening with agencies: a drill, a wedding, a worker in danger; invented."""

from datetime import UTC, datetime, timedelta

from tests.browser.handsets import code_at, presses, says_a_pin, texts_at
from tests.browser.registry import OFFICER_PHONE
from tests.running import Person, Phones

PIN, DURESS_PIN = "4826", "7193"
PAPER = {"kind": "letter", "subject": "বাল্যবিবাহ বন্ধ করা প্রসঙ্গে", "text": "দ্রুত ব্যবস্থা নিন।"}


async def answers_a_drill(office: Person, phones: Phones, officer: str) -> None:
    """The officer presses the button of a practised alert."""
    before = len(await texts_at(phones, OFFICER_PHONE))
    await office.ask("POST", f"/workers/{officer}/drills", expect=201)
    await presses(office, f"/d/{await code_at(phones, OFFICER_PHONE, before, 'd')}")


async def stops_a_wedding(counsellor: Person, phones: Phones, incident: str) -> None:
    """The day is known, the officer does his part, a paper is written, and the clock is held."""
    at = f"/incidents/{incident}"
    day = (datetime.now(UTC) + timedelta(days=5)).date().isoformat()
    await counsellor.ask("POST", f"{at}/marriage", {"day": day, "hour": "15:00"})
    before = len(await texts_at(phones, OFFICER_PHONE))
    parts = {"parts": [{"agency": "uno"}]}
    await counsellor.ask("POST", f"{at}/hand-off", parts, expect=201)
    await presses(counsellor, f"/a/{await code_at(phones, OFFICER_PHONE, before)}", verb="accept")
    for kind, word, note in (
        ("uno_told", "will_act", "বরযাত্রী বিকেলে আসবে বলে জানা গেছে।"),
        ("court_asked", "promised", None),
    ):
        done = {"kind": kind, "word": word, "note": note}
        await counsellor.ask("POST", f"{at}/marriage/steps", done)
    await counsellor.ask("POST", f"{at}/papers", PAPER, expect=201)
    await counsellor.ask("POST", f"{at}/clock/pause", {"reason": "waiting_for_police"})


async def calls_for_help_unseen(worker: Person, dispatch: str) -> None:
    """A worker on a task says the PIN of duress; the supervisors alone see it."""
    pins = {"password": "demo", "pin": PIN, "duress_pin": DURESS_PIN}
    await worker.ask("PUT", "/field/pins", pins)
    await says_a_pin(worker, dispatch, DURESS_PIN)
