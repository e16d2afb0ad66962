"""Totals of the transfer by district and group; what nobody knows is never added to what is known.

The folding is pure. Children are counted, not enrolments: one that was enrolled twice, or by two
records that were merged, is one of each state it stands in. A case without a place is of no
district: its children and sums stand apart, and no total is given of both together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import PLACES
from app.cases.people_access import merged_among
from app.core.db import fetch
from app.directory.queries import place_row
from app.geo.lookup import gazetteer
from app.programmes.cash.ledger import Account
from app.programmes.cash.states import EnrolmentState, GrievanceState

Row = dict[str, Any]
SUMS: Final = tuple(account.value for account in Account if account is not Account.FUND)

_ENROLMENTS: Final = f"""
SELECT group_code, within, one.state, array_agg(DISTINCT one.child_id) AS children,
    {", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in SUMS)}
FROM cash_enrolment AS one JOIN {PLACES} AS place ON place.id = one.case_id
LEFT JOIN LATERAL (
    SELECT {", ".join(f"sum(poisha) FILTER (WHERE account = '{name}') AS {name}" for name in SUMS)}
    FROM cash_entry JOIN cash_line ON entry_id = cash_entry.id WHERE enrolment_id = one.id
) AS book ON true
GROUP BY group_code, within, one.state
"""
_GRIEVANCES: Final = f"""
SELECT group_code, within, grievance.state, count(*)::int AS grievances
FROM cash_grievance AS grievance JOIN cash_enrolment AS one ON one.id = grievance.enrolment_id
JOIN {PLACES} AS place ON place.id = one.case_id
GROUP BY group_code, within, grievance.state
"""


@dataclass(slots=True)
class Cell:
    """What is counted of one group in one district."""

    children: dict[str, set[UUID]] = field(default_factory=dict)
    sums: Counter[str] = field(default_factory=Counter)
    grievances: Counter[str] = field(default_factory=Counter)

    def see(self, state: str, ids: Iterable[UUID]) -> None:
        """These children have an enrolment in that state; each counts once."""
        self.children.setdefault(state, set()).update(ids)

    def add(self, other: "Cell") -> None:
        """Count another cell in."""
        for state, ids in other.children.items():
            self.see(state, ids)
        self.sums.update(other.sums)
        self.grievances += other.grievances

    def row(self) -> Row:
        """The cell as screens get it; what did not happen is 0, since that is known."""
        return {
            "children": {
                one.value: len(self.children.get(one.value, ())) for one in EnrolmentState
            },
            "poisha": {name: self.sums[name] for name in SUMS},
            "grievances": {one.value: self.grievances[one.value] for one in GrievanceState},
        }


Key = tuple[str | None, str]
"""A district, None where nobody knows it, and a group."""


def margins(cells: Mapping[Key, Cell]) -> dict[str, tuple[Cell, Cell | None]]:
    """Of each group what is known by district, and what is of no known district; never one sum."""
    known: dict[str, Cell] = defaultdict(Cell)
    unknown: dict[str, Cell] = defaultdict(Cell)
    for (district, group), cell in cells.items():
        (unknown if district is None else known)[group].add(cell)
    return {group: (known[group], unknown.get(group)) for group in sorted({*known, *unknown})}


def district_of(within: Iterable[str]) -> str | None:
    """The district among the places a case lies in."""
    places = gazetteer()
    for code in within:
        place = places.get(code)
        if place is not None and place.kind == "district":
            return code
    return None


async def totals(session: AsyncSession) -> Row:
    """By district and group: children by state, sums by account, grievances by state."""
    cells: dict[Key, Cell] = defaultdict(Cell)
    enrolments = await fetch(session, _ENROLMENTS)
    kept = await merged_among(session, {id_ for one in enrolments for id_ in one["children"]})
    for one in enrolments:
        cell = cells[district_of(one["within"]), one["group_code"]]
        cell.see(one["state"], (kept.get(id_, id_) for id_ in one["children"]))
        cell.sums.update({name: one[name] for name in SUMS})
    for one in await fetch(session, _GRIEVANCES):
        cell = cells[district_of(one["within"]), one["group_code"]]
        cell.grievances[one["state"]] += one["grievances"]
    return {
        "cells": [
            {"district": place_row(district), "group": group, **cell.row()}
            for (district, group), cell in sorted(
                cells.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", item[0][1])
            )
        ],
        "groups": [
            {
                "group": group,
                "known": known.row(),
                "unknown": unknown.row() if unknown is not None else None,
            }
            for group, (known, unknown) in margins(cells).items()
        ],
    }
