"""Programmes and their names: each valid for its dates, and none is written over."""

from datetime import date
from typing import Any

import pytest

from app.cases.programmes import names_on, sync_programmes
from app.core.db import Database
from tests.cases.form_office import Desks, desks

__all__ = ["desks"]

NEW = {"bn": "নতুন কেন্দ্র", "en": "New centre", "since": "2027-01", "source": "gazette 1"}


async def called(database: Database, day: date) -> str:
    async with database.transaction() as session:
        return (await names_on(session, ["srtrccr", "nothing"], day))["srtrccr"]["en"]


async def test_the_centres_are_called_as_they_were_called_on_the_day(database: Database) -> None:
    assert "ICPS" in await called(database, date(2012, 1, 1))
    assert "ICPS" in await called(database, date(2014, 7, 31))
    assert "SRTRCCR" in await called(database, date(2014, 8, 1))
    assert "SRTRCCR" in await called(database, date(2026, 1, 1))


async def test_a_new_name_holds_from_its_day_and_the_old_one_keeps_its_dates(
    desks: Desks, database: Database
) -> None:
    path = "/programmes/srtrccr/rename"
    status, rows = await desks.ask("administrator", "POST", path, NEW)
    assert status == 200
    (row,) = [one for one in rows["items"] if one["code"] == "srtrccr"]
    assert [one["since"] for one in row["names"]] == ["2027-01", "2014-08", None]
    assert row["names"][0]["added_by"]["en"]
    assert row["name"]["en"].startswith("Sheikh Russell")
    _, later = await desks.ask("counsellor", "GET", "/programmes?on=2027-01-01")
    assert NEW["en"] in [one["name"]["en"] for one in later["items"]]
    assert "SRTRCCR" in await called(database, date(2026, 12, 31))
    async with database.transaction() as session:
        await sync_programmes(session)
    assert await called(database, date(2027, 1, 1)) == NEW["en"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"since": "2014-08"}, 409),
        ({"since": "2014"}, 409),
        ({"since": "2026-13"}, 422),
        ({"since": "soon"}, 422),
        ({"bn": " "}, 422),
        ({"en": "x" * 301}, 422),
        ({"source": ""}, 422),
    ],
)
async def test_a_name_that_can_not_be_is_refused(
    desks: Desks, change: dict[str, Any], status: int
) -> None:
    path = "/programmes/srtrccr/rename"
    assert (await desks.ask("administrator", "POST", path, NEW | change))[0] == status


async def test_only_an_administrator_renames_and_only_what_there_is(desks: Desks) -> None:
    assert (await desks.ask("supervisor", "POST", "/programmes/srtrccr/rename", NEW))[0] == 403
    assert (await desks.ask("administrator", "POST", "/programmes/none/rename", NEW))[0] == 404
    for day in ("0001-01-01", "9999-12-31", "soon"):
        assert (await desks.ask("counsellor", "GET", f"/programmes?on={day}"))[0] == 422
    assert (await desks.ask("centre", "GET", "/programmes"))[0] == 403
