"""A district's board that has met every month of ten years, made by the product's own verbs.

It measures nothing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from benchmarks.growth_world import BOARD

MEETINGS: Final = 120
A_MEETING: Final = 3
"""So many decisions each meeting makes; the last of them stays open."""
SEATS: Final = (
    ("chair", "জেলা প্রশাসক", "Deputy Commissioner"),
    ("secretary", "উপপরিচালক, সমাজসেবা", "Deputy director, social services"),
    ("member", "জেলা শিক্ষা অফিসার", "District education officer"),
    ("member", "সিভিল সার্জন", "Civil surgeon"),
)


class Asks(Protocol):
    """Somebody's line to the server."""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the server answers."""
        ...


def busy(head: Asks, leader: Asks, meetings: int) -> str:
    """The id of the board; each of its meetings has an agenda, decisions and minutes."""
    names = {"name_bn": "জেলা শিশুকল্যাণ বোর্ড", "name_en": "District child welfare board"}
    said = {"body": "welfare_board", "level": "district", "place": BOARD, "quorum": 2}
    board: str = head.ask("POST", "/committees", said | names)["id"]
    since = (datetime.now(UTC) - timedelta(days=31 * (meetings + 1))).date().isoformat()
    file: Any = None
    for role, title_bn, title_en in SEATS:
        seat = {"role": role, "title_bn": title_bn, "title_en": title_en, "since": since}
        file = head.ask("POST", f"/committees/{board}/seats", seat)
    seats = [one["id"] for one in file["seats"]]
    for back in range(meetings, 0, -1):
        _met(leader, board, seats, datetime.now(UTC) - timedelta(days=30 * back))
    return board


def _met(leader: Asks, board: str, seats: list[str], at: datetime) -> None:
    plan = {"planned_at": at.isoformat(), "venue": "জেলা প্রশাসকের সম্মেলন কক্ষ"}
    planned = leader.ask("POST", f"/committees/{board}/meetings", plan)
    meeting = f"/meetings/{planned['meeting']['id']}"
    leader.ask("POST", f"{meeting}/items", {"words": "পথশিশুদের শীতবস্ত্র ও রাতের আশ্রয়"})
    present = [{"seat": seat, "how": "present"} for seat in seats]
    leader.ask("POST", f"{meeting}/hold", {"held_at": at.isoformat(), "present": present})
    due = (at + timedelta(days=20)).date().isoformat()
    file: Any = None
    for number in range(A_MEETING):
        words = f"উপজেলা কর্মকর্তারা তালিকা তৈরি করে জমা দেবেন, দফা {number + 1}"
        said = {"words": words, "due_on": due, "owner_seat": seats[number % len(seats)]}
        file = leader.ask("POST", f"{meeting}/decisions", said)
    for one in file["decisions"][: A_MEETING - 1]:
        leader.ask("POST", f"/decisions/{one['id']}/done", {"done_on": due})
    leader.ask("POST", f"{meeting}/minutes", {"words": "সভাপতির ধন্যবাদে সভা শেষ হয়"})
