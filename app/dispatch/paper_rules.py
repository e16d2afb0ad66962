"""What a paper must say, who gets it and in which order; pure, it makes and keeps nothing."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final
from unicodedata import category

from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.dispatch.clock_models import PaperKind

POSTS: Final = (
    "probation_officer",
    "child_affairs_police",
    "upazila_social_services",
    "city_social_services",
    "district_social_services",
    "uno",
    "centre_head",
    "receiver",
)
"""Who may get a paper, in the order in which they do. The probation officer is the first one and
the child-affairs police officer is told next (Children Act 2013, sections 6, 14 and 90)."""

FIRST: Final = "probation_officer"
ALWAYS: Final = (FIRST, "child_affairs_police")
USUAL: Final[Mapping[PaperKind, tuple[str, ...]]] = {
    PaperKind.SECTION_90: (*ALWAYS, "upazila_social_services"),
    PaperKind.LETTER: ALWAYS,
    PaperKind.HAND_OVER: (*ALWAYS, "receiver"),
}
WAYS: Final = ("by_hand", "post", "email")
RECEIVERS: Final = ("parent", "guardian", "relative", "centre", "police", "hospital")
NO_ESCORT: Final = (
    "mother_takes_her",
    "no_woman_on_duty",
    "danger_to_wait",
    "hospital_staff_with_her",
)
"""Why a girl is handed over without a woman beside her."""

LINES: Final = (
    "subject",
    "receiver_name",
    "receiver_relation",
    "receiver_address",
    "escort_name",
    "escort_post",
    "gd_number",
    "gd_thana",
)
"""What stands in one line of the sheet, however it was typed."""
_DIRECTIONS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
SHORT: Final = 200
LONG: Final = 4000
MOST_TAKA: Final = 100_000


class EscortIsMissing(HelplineError):
    """A girl, or a child of whom nobody knows, is not handed over without a woman beside her."""

    status = 422
    code = "escort_is_missing"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants on a paper; which of it counts, the kind decides."""

    kind: PaperKind
    office: str | None = None
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    receiver_kind: str = ""
    receiver_name: str = ""
    receiver_relation: str = ""
    receiver_address: str = ""
    escort_name: str = ""
    escort_post: str = ""
    no_escort_reason: str | None = None
    travel_taka: int | None = None
    gd_number: str = ""
    gd_thana: str = ""
    gd_day: date | None = None
    handed_at: datetime | None = None


@dataclass(frozen=True)
class Content:
    """A paper's facts, frozen when it was made. Texts are as people wrote them."""

    number: str
    reported_at: str
    made_at: str
    place: str | None
    categories: list[str]
    child_name: str | None
    child_age: str | None
    child_sex: str | None
    made_by: str
    to: list[str]
    wanted: dict[str, Any] = field(default_factory=dict)


def checked(wanted: Wanted, child_sex: str | None, opened_at: datetime, now: datetime) -> Wanted:
    """`wanted` if a paper can be made from it. Raises InputIsInvalid, EscortIsMissing."""
    _must_be_known(wanted.to, POSTS, "to")
    if wanted.kind is PaperKind.HAND_OVER:
        _hand_over(wanted, child_sex, opened_at, now)
    else:
        _must_say(wanted.text, "text", LONG)
    if wanted.kind is PaperKind.LETTER:
        _must_say(wanted.subject, "subject", SHORT)
    return wanted


def receivers_of(wanted: Wanted) -> list[str]:
    """The posts that get it, in their order: those always told, the usual, and those named."""
    chosen = {*ALWAYS, *(wanted.to or USUAL[wanted.kind])}
    if wanted.kind is PaperKind.HAND_OVER:
        chosen.add("receiver")
    return [post for post in POSTS if post in chosen]


def _hand_over(wanted: Wanted, child_sex: str | None, opened_at: datetime, now: datetime) -> None:
    _must_be_known([wanted.receiver_kind], RECEIVERS, "receiver_kind")
    _must_say(wanted.receiver_name, "receiver_name", SHORT)
    if wanted.receiver_kind in ("parent", "guardian", "relative"):
        _must_say(wanted.receiver_relation, "receiver_relation", SHORT)
        _must_say(wanted.receiver_address, "receiver_address", SHORT)
    _escort(wanted, child_sex)
    if wanted.travel_taka is None or not 0 <= wanted.travel_taka <= MOST_TAKA:
        raise InputIsInvalid(
            f"Whole taka from 0 to {MOST_TAKA}: 0 when the way cost nothing.", field="travel_taka"
        )
    _diary(wanted, now)
    handed_at = wanted.handed_at
    if handed_at is None or handed_at.tzinfo is None:
        raise InputIsInvalid("Say when, with the offset from UTC.", field="handed_at")
    if handed_at > now:
        raise InputIsInvalid("This moment has not come yet.", field="handed_at")
    if handed_at < opened_at:
        raise InputIsInvalid("This is before the report came in.", field="handed_at")


def _escort(wanted: Wanted, child_sex: str | None) -> None:
    """Whoever is not known to be a boy counts as a girl: not knowing must protect nobody less."""
    if wanted.no_escort_reason is not None:
        _must_be_known([wanted.no_escort_reason], NO_ESCORT, "no_escort_reason")
        if wanted.escort_name:
            raise InputIsInvalid("Name the woman, or say why none, not both.", field="escort_name")
    elif wanted.escort_name.strip():
        _must_say(wanted.escort_name, "escort_name", SHORT)
        _must_say(wanted.escort_post, "escort_post", SHORT)
    elif child_sex != "boy":
        raise EscortIsMissing(
            "Name the woman who goes with the girl, or say why there is none.", field="escort_name"
        )


def _diary(wanted: Wanted, now: datetime) -> None:
    """The general diary of a thana: number, thana and day together, or none of it."""
    said = (wanted.gd_number.strip(), wanted.gd_thana.strip(), wanted.gd_day)
    if any(said) and not all(said):
        field_ = ("gd_number", "gd_thana", "gd_day")[[bool(each) for each in said].index(False)]
        raise InputIsInvalid("Number, thana and day of the GD belong together.", field=field_)
    if any(said):
        _must_say(wanted.gd_number, "gd_number", SHORT)
        _must_say(wanted.gd_thana, "gd_thana", SHORT)
    if wanted.gd_day is not None and wanted.gd_day > now.astimezone(clock.DHAKA).date():
        raise InputIsInvalid("This day has not come yet.", field="gd_day")


def in_a_line(text: str, longest: int = SHORT) -> str:
    """`text` as one line of a sheet: no line breaks, no control characters, cut with an ellipsis.

    A row of a table cannot go over a page, so that nobody's words may be as long as they like.
    """
    line = " ".join(_plain(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def in_lines(text: str) -> str:
    """`text` in its own lines, without signs that nobody sees and that could turn it around."""
    return "\n".join(_plain(line) for line in text.splitlines())


def _plain(text: str) -> str:
    """Without control characters, and without marks that make a reader see it in another order.

    Source: Unicode Standard Annex 9, explicit directional formatting characters. The joiners, which
    are of the same class, shape Bangla and stay.
    """
    return "".join(" " if category(one) == "Cc" else one for one in text if one not in _DIRECTIONS)


def _must_say(text: str, name: str, longest: int) -> None:
    if not text.strip():
        raise InputIsInvalid("This must be said on the paper.", field=name)
    if len(text) > longest:
        raise InputIsInvalid(f"At most {longest} characters fit here.", field=name)


def _must_be_known(values: Collection[str], known: tuple[str, ...], name: str) -> None:
    if any(value not in known for value in values):
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field=name)


def frozen(wanted: Wanted) -> dict[str, Any]:
    """What was wanted as plain values, to be sealed."""
    plain = asdict(wanted)
    plain |= {name: in_a_line(plain[name]) for name in LINES}
    plain["text"] = in_lines(wanted.text)
    plain["kind"] = wanted.kind.value
    plain["to"] = list(wanted.to)
    plain["gd_day"] = wanted.gd_day.isoformat() if wanted.gd_day else None
    plain["handed_at"] = wanted.handed_at.isoformat() if wanted.handed_at else None
    return plain
