"""Published totals are loaded as printed, cell by cell, stay so, and are added across no dates."""

import ast
import asyncio
import fnmatch
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.db import Database, execute, fetch
from app.directory import published, published_load
from app.directory.published_load import FOLDER, TotalFact, totals
from app.directory.published_models import Dated, Of, PublishedTotal, Reading
from tests.contracts.sources import app_modules, literals

FACTS = totals("2015")
BY_AT = {fact.at: fact for fact in FACTS}
TABLE = json.loads((FOLDER / "reintegration_2015.json").read_text(encoding="utf-8"))
CATALOGUE = json.loads((FOLDER / "totals_2015.json").read_text(encoding="utf-8"))
FILES = ("reintegration_2015", "programmes", "cct_rules", "helpline_stats", "centres")


async def loaded(database: Database, facts: Sequence[TotalFact] = FACTS, **how: Any) -> Any:
    async with database.transaction() as session:
        return await published.load(session, facts, **how)


async def stand(database: Database, **wanted: Any) -> list[PublishedTotal]:
    async with database.transaction() as session:
        return await published.standing(session, **wanted)


def leaves(found: Any, at: str = "") -> Iterator[tuple[str, int | float]]:
    if isinstance(found, dict):
        for key, each in found.items():
            yield from leaves(each, f"{at}/{key}")
    elif isinstance(found, list):
        for no, each in enumerate(found):
            yield from leaves(each, f"{at}/{no}")
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield at, found


def file_of(name: str) -> Any:
    folder = FOLDER.parent if name == "centres" else FOLDER
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_number_of_the_files_is_loaded_or_it_is_said_why_not(name: str) -> None:
    not_loaded = [
        row["at"] for row in CATALOGUE["not_loaded"] if Path(row["file"]).stem == name
    ]  # fmt: skip
    read = {at.partition("#")[2] for at in BY_AT if at.startswith(f"{name}.json#")}
    found = dict(leaves(file_of(name)))
    passed = {at for at in found if any(fnmatch.fnmatch(at, each) for each in not_loaded)}
    assert found.keys() - read - passed == set()
    assert read & passed == set()
    assert [each for each in not_loaded if not any(fnmatch.fnmatch(at, each) for at in found)] == []
    assert {at: BY_AT[f"{name}.json#{at}"].value for at in read & found.keys()} == {
        at: found[at] for at in read & found.keys()
    }


async def test_the_table_of_2015_stands_as_its_file_has_it_cell_by_cell(
    database: Database,
) -> None:
    await loaded(database)
    found = await stand(database, series=["srtrccr.reintegrated_by_risk"])
    cells = {(one.kind, one.sex.value): one for one in found if one.sex is not Of.UNKNOWN}
    rows = [*TABLE["rows"], {"code": "all", **TABLE["printed_total"]}]
    assert len(cells) == 3 * len(rows) == 48
    for row in rows:
        for column, sex in (("boys", "boys"), ("girls", "girls"), ("total", "all")):
            cell = cells[row["code"], sex]
            assert cell.value == row[column], (row["code"], column)
            assert (cell.as_of_written, cell.as_of) == ("2015-03", date(2015, 3, 31))
    (unplaced,) = (one for one in found if one.sex is Of.UNKNOWN)
    without = [one for one in cells.values() if one.value is None]
    assert (unplaced.kind, unplaced.value) == ("disability", 11)
    assert len(without) == TABLE["nulls"] == 11
    assert len(without) - 1 == TABLE["lost_cells"] == 10
    assert {one.reading for one in without} == {Reading.LOST, Reading.UNPLACED}


async def test_a_lost_cell_can_never_be_a_zero(database: Database) -> None:
    await loaded(database)
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await execute(
                session, "UPDATE published_total SET value = 0 WHERE reading = 'lost'"
            )  # fmt: skip


@pytest.mark.parametrize(
    ("series", "kind", "sex", "value", "as_of"),
    [
        ("srtrccr.served", "", "all", 3553, "2015-03"),
        ("srtrccr.served", "", "boys", 1792, "2015-03"),
        ("srtrccr.served", "", "girls", 1761, "2015-03"),
        ("srtrccr.reintegrated", "", "all", 2394, "2015-03"),
        ("srtrccr.reintegrated", "", "boys", 1281, "2015-03"),
        ("srtrccr.reintegrated", "", "girls", 1113, "2015-03"),
        ("street_network.children_served", "drop_in_centre", "all", 14884, "2015-02"),
        ("street_network.children_served", "emergency_night_shelter", "all", 5229, "2015-02"),
        ("street_network.children_served", "child_friendly_space", "all", 4578, "2015-02"),
        ("street_network.children_served", "open_air_school", "all", 23617, "2015-02"),
        ("street_network.children_reintegrated", "drop_in_centre", "all", 758, "2015-02"),
        ("street_network.places", "child_friendly_space", "all", 20, "2015-02"),
        ("cash_transfer.children", "", "all", 4275, "2015-03"),
        ("helpline.children_served", "", "all", 13299, "2015-03"),
        ("training.social_workers", "", "all", 1958, "2015-03"),
        ("training.caregivers", "", "all", 254, "2015-03"),
        ("training.cash_transfer_and_cases", "", "all", 447, "2015-03"),
        ("training.online_case_management", "", "all", 18, "2015-03"),
        ("network.districts", "", "all", 20, "2015-03"),
        ("coordination.organisations", "", "all", 21, "2024-09-28"),
    ],
)
def test_a_total_of_the_founding_documents_is_there_with_its_own_date(
    series: str, kind: str, sex: str, value: int, as_of: str
) -> None:
    (found,) = (one for one in FACTS if (one.series, one.kind, one.sex) == (series, kind, sex))
    assert (found.value, found.as_of_written) == (value, as_of)


def test_every_total_says_whose_it_is_of_when_and_in_both_languages() -> None:
    for fact in FACTS:
        assert fact.source_en
        assert fact.source_bn
        assert any("\u0980" <= letter <= "\u09ff" for letter in fact.name_bn), fact
        assert (fact.as_of is None) == (fact.dated is Dated.UNDATED)
        assert fact.period_to is None or fact.as_of is None or fact.period_to <= fact.as_of


async def test_loading_again_changes_nothing(database: Database) -> None:
    first = await loaded(database)
    before = await stand(database)
    again = await loaded(database)
    assert (first.new, first.replaced) == (len(FACTS), 0)
    assert (again.standing, again.new, again.replaced) == (len(FACTS), 0, 0)
    assert [one.id for one in await stand(database)] == [one.id for one in before]


async def test_two_that_load_at_once_load_it_once(database: Database) -> None:
    both = await asyncio.gather(loaded(database), loaded(database))
    assert sorted(one.new for one in both) == [0, len(FACTS)]
    assert len(await stand(database)) == len(FACTS)


def changed(**what: Any) -> list[TotalFact]:
    return [
        replace(fact, **what) if fact.series == "cash_transfer.children" else fact for fact in FACTS
    ]


async def test_a_file_that_has_changed_is_told_and_overwrites_nothing(database: Database) -> None:
    await loaded(database)
    other = [*changed(value=4300), replace(FACTS[0], series="something.new")]
    with pytest.raises(published.HistoryHasChanged) as told:
        await loaded(database, other)
    assert "cct_rules.json#/beneficiaries_cumulative was 4275 and is 4300" in told.value.detail
    found = await stand(database)
    assert len(found) == len(FACTS)
    assert {one.value for one in found if one.series == "cash_transfer.children"} == {4275}


async def test_a_correction_that_is_asked_for_keeps_what_stood_before(database: Database) -> None:
    await loaded(database)
    done = await loaded(database, changed(value=4300), correct=True)
    assert (done.new, done.replaced) == (0, 1)
    async with database.transaction() as session:
        rows = await fetch(
            session,
            "SELECT value, replaced_at IS NULL AS stands FROM published_total "
            "WHERE series = 'cash_transfer.children' ORDER BY 2",
        )
    assert [(row["value"], row["stands"]) for row in rows] == [(4275, False), (4300, True)]


async def test_a_total_that_a_file_has_no_more_is_told_too(database: Database) -> None:
    await loaded(database)
    fewer = [fact for fact in FACTS if fact.series != "chi.contacts"]
    with pytest.raises(published.HistoryHasChanged, match=r"chi_2023/contacts is no more"):
        await loaded(database, fewer)
    assert (await loaded(database, fewer, correct=True)).replaced == 1
    assert not await stand(database, series=["chi.contacts"])


def test_a_history_nobody_has_handed_over_is_not_found() -> None:
    with pytest.raises(published_load.HistoryNotFound, match=r"there is: 2015\."):
        totals("2014")


def test_a_number_that_its_sentence_does_not_say_is_refused() -> None:
    with pytest.raises(ValueError, match="does not say"):
        published_load._value(
            {"file": "programmes.json", "at": "/systems/6/facts", "quote": "10 institutions"}
        )
    with pytest.raises(ValueError, match="leads nowhere"):
        published_load.pointed_at({"rows": [1]}, "/rows/7")


def rows_of(series: str, **wanted: Any) -> list[Any]:
    return [
        fact
        for fact in FACTS
        if fact.series == series
        if all(getattr(fact, name) == value for name, value in wanted.items())
    ]


def test_boys_and_girls_of_one_date_are_added() -> None:
    assert published.added([*rows_of("srtrccr.served")[1:]]) == 3553
    boys = rows_of("srtrccr.reintegrated_by_risk", sex="boys")[:-1]
    assert published.added([one for one in boys if one.value is not None]) == 1254
    assert published.added(boys) is None  # what was lost is no zero


@pytest.mark.parametrize(
    ("which", "why"),
    [
        (rows_of("helpline.calls"), "different documents"),
        (rows_of("helpline.calls")[2:], "different dates and can't be added: 2023, 2024"),
        (rows_of("helpline.child_abuse_calls"), "different dates"),
        (rows_of("childline_india.calls_of_a_month"), "different dates"),
        (rows_of("cash_transfer.rana_plaza_children"), "different documents"),
        (rows_of("street_network.children_served"), "one child can be in several"),
        (rows_of("srtrccr.served"), "sum of others"),
        (rows_of("srtrccr.reintegrated_by_risk", sex="boys"), "sum of others"),
        (rows_of("cash_transfer.children") + rows_of("training.caregivers"), "different things"),
        (rows_of("institutions.seats"), "without a date"),
        (rows_of("cash_transfer.children") * 2, "added to itself"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_must_not_be_added_is_refused_with_a_sentence(which: list[Any], why: str) -> None:
    with pytest.raises(published.TotalsCannotBeAdded, match=why) as refused:
        published.added(which)
    assert refused.value.detail.endswith(".")


def test_no_pair_of_different_dates_is_ever_added() -> None:
    for first in FACTS:
        for second in FACTS:
            if first.as_of_written != second.as_of_written:
                with pytest.raises(published.TotalsCannotBeAdded):
                    published.added([first, second])  # type: ignore[list-item]


DOORS = {"app/directory/published.py", "app/directory/published_models.py"}


def test_nobody_but_the_door_reads_the_table_or_sums_it() -> None:
    for path, tree in app_modules().items():
        said = [text for _, text in literals(tree) if "published_total" in text]
        assert not said or path in DOORS, f"{path} goes past the door"
        named = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(tree)}
        queries = {"select", "fetch", "fetch_value", "execute", "take_all"}
        assert path in DOORS or not ("PublishedTotal" in named and named & queries), path
    sums = [
        node
        for path in DOORS
        for node in ast.walk(app_modules()[path])
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "sum"
    ]
    assert len(sums) == 1, "one place adds, and it refuses"
    assert not [
        text
        for path in DOORS
        for _, text in literals(app_modules()[path])
        if "SUM(" in text.upper()
    ]
