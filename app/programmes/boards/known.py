"""The usual seats of each kind of committee, from data with its source; it opens no database."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.cases.board_told import BodyKind
from app.programmes.boards.states import Level


@dataclass(frozen=True)
class UsualSeat:
    """A seat as a law or document has it; `post_kind` is the directory's, where it knows it."""

    body: BodyKind
    level: Level
    role: str
    post_kind: str | None
    title_bn: str
    title_en: str
    source: str


@cache
def _seats() -> tuple[UsualSeat, ...]:
    path = files("app.programmes.boards") / "data" / "seats.csv"
    return tuple(
        UsualSeat(
            body=BodyKind(row["body"]),
            level=Level(row["level"]),
            role=row["role"],
            post_kind=row["post_kind"] or None,
            title_bn=row["title_bn"],
            title_en=row["title_en"],
            source=row["source"],
        )
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    )


def usual_seats(body: BodyKind, level: Level) -> tuple[UsualSeat, ...]:
    """The seats of this kind of committee; none where no source names them."""
    return tuple(seat for seat in _seats() if (seat.body, seat.level) == (body, level))
