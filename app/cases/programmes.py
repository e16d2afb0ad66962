"""Programmes and what they were called when: names change, and what was printed before does not.

A name is valid from its day until the day of the next one; the first has no beginning where no
source gives one. Nothing is ever renamed in place.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.form_values import span
from app.cases.programme_models import Programme, ProgrammeName
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.plain import plain
from app.staff.queries import display_names

LONGEST_NAME: Final = 300
LONGEST_SOURCE: Final = 500


class ProgrammeNotFound(NotFound):
    """There is no programme of this code."""

    code = "programme_not_found"


class NameIsNotNewer(HelplineError):
    """The programme has had a name since that day or a later one; `since` is the latest."""

    code = "name_is_not_newer"


def valid_on(names: Sequence[ProgrammeName], day: date) -> ProgrammeName:
    """The one of `names` (at least one) that was valid on a day; before all of them, the first."""
    ordered = sorted(names, key=lambda one: one.since or date.min)
    begun = [one for one in ordered if one.since is None or one.since <= day]
    return begun[-1] if begun else ordered[0]


async def names_on(
    session: AsyncSession, codes: Iterable[str], day: date
) -> dict[str, dict[str, str]]:
    """What programmes were called on a day, in both languages; unknown codes are left out."""
    wanted = set(codes)
    return {
        programme.code: {"bn": (name := valid_on(names, day)).name_bn, "en": name.name_en}
        for programme, names in await _all(session)
        if programme.code in wanted
    }


async def programme_rows(session: AsyncSession, day: date) -> list[dict[str, Any]]:
    """All programmes with all their names, the newest first, and the one valid on `day`."""
    known = await _all(session)
    people = {name.added_by for _, names in known for name in names if name.added_by}
    by = await display_names(session, people)
    return [_row(programme, names, day, by) for programme, names in known]


async def rename(
    session: AsyncSession, code: str, *, bn: str, en: str, since: str, source: str, by: UUID
) -> Programme:
    """From `since` on (a day, month or year) it is called so; the old name keeps its dates.

    Raises ProgrammeNotFound, NameIsNotNewer, InputIsInvalid.
    """
    programme = (
        await session.exec(select(Programme).where(Programme.code == code).with_for_update())
    ).first()
    if programme is None:
        raise ProgrammeNotFound("There is no programme of this code.")
    try:
        first = span(since)[0]
    except ValueError:
        raise InputIsInvalid("A day, month or year is expected.", field="since") from None
    latest = max((n.since or date.min for n in await _names(session, programme)), default=date.min)
    if first <= latest:
        raise NameIsNotNewer(
            "It has had a name since that day or a later one.", since=latest.isoformat()
        )
    session.add(
        ProgrammeName(
            programme_id=programme.id,
            name_bn=_checked(bn, "bn", LONGEST_NAME),
            name_en=_checked(en, "en", LONGEST_NAME),
            since=first,
            said=since,
            source=_checked(source, "source", LONGEST_SOURCE),
            added_at=clock.now(),
            added_by=by,
        )
    )
    await session.flush()
    return programme


async def sync_programmes(session: AsyncSession) -> None:
    """The programmes of the founding documents, where they are not there yet."""
    known = set(await session.exec(select(Programme.code)))
    for fact in _facts():
        if fact["code"] in known:
            continue
        made = Programme(code=fact["code"], source=fact["source"])
        session.add(made)
        await session.flush()
        for name in fact["names"]:
            since = name.get("since")
            session.add(
                ProgrammeName(
                    programme_id=made.id,
                    name_bn=name["bn"],
                    name_en=name["en"],
                    since=span(since)[0] if since else None,
                    said=since,
                    source=fact["source"],
                    added_at=clock.now(),
                )
            )
    await session.flush()


@cache
def _facts() -> tuple[dict[str, Any], ...]:
    """Programmes with their names in order, from the file as it was handed over."""
    path = files("app.cases") / "data" / "programmes.json"
    made: list[dict[str, Any]] = []
    for project in json.loads(path.read_text(encoding="utf-8"))["projects"]:
        source = project["source"]
        for one in filter(None, (project.get("predecessor"), project)):
            names = [{"bn": one["bn"], "en": one["en"]}]
            made.append({"code": one["code"].lower(), "source": source, "names": names})
        if renamed := project.get("renamed"):
            names = [
                {"bn": renamed["from_bn"], "en": renamed["from"]},
                {"bn": renamed["to_bn"], "en": renamed["to"], "since": renamed["date"]},
            ]
            made.append({"code": "srtrccr", "source": source, "names": names})
    return tuple(made)


def _checked(text: str, field: str, most: int) -> str:
    made = plain(text.strip())
    if not made or len(made) > most:
        raise InputIsInvalid(f"From 1 to {most} characters are expected.", field=field)
    return made


async def _names(session: AsyncSession, programme: Programme) -> list[ProgrammeName]:
    asked = select(ProgrammeName).where(ProgrammeName.programme_id == programme.id)
    return list(await session.exec(asked))


async def _all(session: AsyncSession) -> list[tuple[Programme, list[ProgrammeName]]]:
    found = await session.exec(
        select(Programme, ProgrammeName)
        .join(ProgrammeName, col(ProgrammeName.programme_id) == col(Programme.id))
        .order_by(col(Programme.code))
    )
    made: dict[UUID, tuple[Programme, list[ProgrammeName]]] = {}
    for programme, name in found:
        made.setdefault(programme.id, (programme, []))[1].append(name)
    return list(made.values())


def _row(
    programme: Programme, names: list[ProgrammeName], day: date, by: dict[UUID, dict[str, str]]
) -> dict[str, Any]:
    now = valid_on(names, day)
    newest = sorted(names, key=lambda one: one.since or date.min, reverse=True)
    return {
        "code": programme.code,
        "name": {"bn": now.name_bn, "en": now.name_en},
        "names": [
            {
                "name": {"bn": one.name_bn, "en": one.name_en},
                "since": one.said,
                "source": one.source,
                "added_by": by.get(one.added_by) if one.added_by else None,
                "valid": one is now,
            }
            for one in newest
        ],
    }
