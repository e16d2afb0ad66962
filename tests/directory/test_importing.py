"""Tables come in whole or not at all, again and again the same, and go out harmless."""

import csv
import io
import unicodedata
from typing import Any

import pytest
from sqlmodel import select

from app.core.db import Database
from app.core.words import LANGUAGES
from app.directory import importing
from app.directory.contact_models import Contact
from app.directory.exporting import KINDS, write_out
from app.directory.models import Holding, Post, Worker
from app.directory.table import LARGEST_BYTES, TableIsBad, read, write
from app.directory.tables import COLUMNS
from app.residence.houses import change_centre
from app.residence.import_endpoints import report_row
from tests.directory.test_posts import UPAZILA

WORKERS = "code,name_bn,name_en,called_bn,called_en,gender,languages,capacity\n"
RINA = "W1,রিনা,Rina,ইউনিয়ন সমাজকর্মী,Union social worker,female,bn;en,৩\n"
POSTS = "code,kind,name_bn,name_en,seat,holder,holding,since\n"
OFFICER = f"USSO-1,upazila_social_services_officer,কর্মকর্তা,Officer,{UPAZILA},W1,,২০২৬-০১-০১\n"
ORGANISATION = "code,kind,name_bn,name_en\nDSS,social_services,সমাজসেবা,Social services\n"
MAHALLA = "scheme,number,name_bn,name_en,source\nDSCC,25,কাঁকনটোলা,Kakontola,made up\n"
OF_DSS = f"USSO-1,upazila_social_services_officer,কর্মকর্তা,Officer,{UPAZILA},DSS\n"


async def take(database: Database, kind: str, text: str | bytes, *, dry: bool = False) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    async with database.transaction() as session:
        return await importing.take_in(session, kind, data, change_centre, dry_run=dry)


async def workers(database: Database) -> list[Worker]:
    async with database.transaction() as session:
        return list((await session.exec(select(Worker))).all())


async def test_a_table_comes_in_once_however_often_it_is_sent(database: Database) -> None:
    marked = b"\xef\xbb\xbf" + (WORKERS + RINA).replace("\n", "\r\n").encode()
    dry = await take(database, "workers", marked, dry=True)
    before = await workers(database)
    reports = [await take(database, "workers", marked) for _ in range(2)]
    for _ in range(2):
        posts = await take(database, "posts", POSTS + OFFICER)
    await take(database, "coverage", f"owner_kind,owner_code,place,rank\npost,USSO-1,{UPAZILA},\n")
    (rina,) = await workers(database)
    async with database.transaction() as session:
        held = (await session.exec(select(Holding, Post).where(Holding.post_id == Post.id))).all()
    assert (dry.applied, dry.new, before) == (False, 1, [])
    assert [(one.applied, one.new) for one in reports] == [(True, 1), (True, 0)]
    assert (rina.capacity, rina.languages, rina.on_duty, rina.phone) == (
        3,
        ["bn", "en"],
        False,
        None,
    )
    assert posts.problems == ()
    assert [(one.worker_id, post.code) for one, post in held] == [(rina.id, "USSO-1")]


@pytest.mark.parametrize(
    ("kind", "rows", "problems"),
    [
        ("workers", WORKERS + RINA + "W2,,Suman,ক,C,,,\n", [(3, "name_bn", "empty")]),
        ("workers", WORKERS + RINA + "W2,ক,S,ক,C,other,,many\n",
         [(3, "gender", "no_choice"), (3, "capacity", "no_number")]),
        ("workers", WORKERS + RINA + RINA, [(3, "code", "twice")]),
        ("workers", WORKERS + RINA + "W 2,ক,S,ক,C,,,,more\n", [(3, "", "too_many_cells")]),
        ("workers", WORKERS + "W\x1b,ক,S,ক,C,,,\n", [(2, "code", "no_code")]),
        ("workers", WORKERS + "W1,ক\x00,S,ক,C,,,\n", [(2, "name_bn", "no_text")]),
        ("workers", WORKERS + "W1,\t\u200b ,S,ক,C,,,\n", [(2, "name_bn", "empty")]),
        ("posts", POSTS + OFFICER, [(2, "holder", "no_such_owner")]),
        ("posts", POSTS + OFFICER.replace(UPAZILA, "nowhere"), [(2, "seat", "no_place")]),
        ("posts", POSTS + OFFICER.replace("২০২৬-০১-০১", "1/1/26"), [(2, "since", "no_day")]),
        ("contacts", "owner_kind,owner_code,channel,address\nworker,W9,text,01712345678\n",
         [(2, "owner_code", "no_such_owner")]),
        ("coverage", "owner_kind,owner_code,place\nsomebody,W1,BD10\n",
         [(2, "owner_kind", "no_choice")]),
    ],
)  # fmt: skip
async def test_one_bad_row_and_nothing_comes_in(
    database: Database, kind: str, rows: str, problems: list[tuple[int, str, str]]
) -> None:
    report = await take(database, kind, rows)
    assert [(one.row, one.column, one.code) for one in report.problems] == problems
    assert (report.applied, await workers(database)) == (False, [])
    for told in report_row(report)["problems"]:
        assert all(told["said"][language] for language in LANGUAGES)


async def test_what_only_the_verbs_can_refuse_stands_in_the_report_too(
    database: Database,
) -> None:
    await take(database, "workers", WORKERS + RINA + RINA.replace("W1", "W2"))
    await take(database, "posts", POSTS + OFFICER)
    held = await take(database, "posts", POSTS + OFFICER.replace(",W1,", ",W2,"))
    bad = "owner_kind,owner_code,channel,address\nworker,W1,text,01712345678\nworker,W1,text,12\n"
    contacts = await take(database, "contacts", bad)
    turn = "owner_kind,owner_code,channel,address,turn\nworker,W1,text,01712345678,0\n"
    assert [one.column for one in (await take(database, "contacts", turn)).problems] == ["turn"]
    async with database.transaction() as session:
        rows = (await session.exec(select(Contact))).all()
    assert [one.code for one in (*held.problems, *contacts.problems)] == ["refused"] * 2
    assert (contacts.problems[0].row, contacts.problems[0].column, rows) == (3, "address", [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "missing"),
        (b"code\n", "missing"),
        (WORKERS.replace(",", ";").encode(), "commas"),
        ((WORKERS.strip() + ",shoe_size\n").encode(), "shoe_size"),
        ((WORKERS + 'W1,"open\n').encode(), "Row"),
        (b"x" * (LARGEST_BYTES + 1), "MiB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(data: bytes, said: str) -> None:
    with pytest.raises(TableIsBad) as refused:
        read(data, COLUMNS["workers"])
    assert said in refused.value.detail
    assert refused.value.field == "file"


def test_a_formula_goes_out_as_text_and_comes_in_as_it_was() -> None:
    names = ["=HYPERLINK(1)", "+880", "-1", "@SUM(A1)", "রিনা", "'quoted"]
    columns = COLUMNS["holidays"]
    rows = [{"day": "2026-12-16", "name_bn": name, "name_en": name} for name in names]
    data = write(columns, rows)
    cells = [row[1] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")))][1:]
    lines, problems = read(data, columns)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert [line.values["name_bn"] for line in lines] == names
    assert problems == []


def test_bangla_letters_come_in_composed_one_way() -> None:
    name = "ড়োমণি য়"
    data = f"day,name_bn,name_en\n2026-12-16,{unicodedata.normalize('NFD', name)},x\n".encode()
    (line,), _ = read(data, COLUMNS["holidays"])
    assert line.values["name_bn"] == unicodedata.normalize("NFC", name)


async def test_what_goes_out_comes_in_again_without_a_change(database: Database) -> None:
    await take(database, "workers", WORKERS + RINA)
    await take(database, "posts", POSTS + OFFICER)
    await take(database, "coverage", f"owner_kind,owner_code,place\npost,USSO-1,{UPAZILA}\n")
    await take(database, "holidays", "day,name_bn,name_en\n2026-12-16,বিজয় দিবস,Victory Day\n")
    await take(database, "organisations", ORGANISATION)
    await take(database, "posts", "code,kind,name_bn,name_en,seat,organisation\n" + OF_DSS)
    await take(database, "mahallas", MAHALLA)
    for kind in KINDS:
        async with database.transaction() as session:
            data = await write_out(session, kind)
        report = await take(database, kind, data)
        assert (report.problems, report.new, report.applied) == ((), 0, True), kind
        async with database.transaction() as session:
            assert await write_out(session, kind) == data


async def test_a_column_the_file_lacks_leaves_what_was_known(database: Database) -> None:
    await take(database, "workers", WORKERS + RINA)
    await take(database, "organisations", ORGANISATION)
    await take(database, "posts", "code,kind,name_bn,name_en,seat,organisation\n" + OF_DSS)
    covers = f"owner_kind,owner_code,place,rank\npost,USSO-1,{UPAZILA},backup\n"
    await take(database, "coverage", covers)
    before = [await out(database, kind) for kind in ("workers", "posts", "coverage")]
    short = "code,name_bn,name_en,called_bn,called_en\n" + RINA.rsplit(",", 3)[0] + "\n"
    bare = "code,kind,name_bn,name_en,seat\n" + OF_DSS.rsplit(",", 1)[0] + "\n"
    covered = f"owner_kind,owner_code,place\npost,USSO-1,{UPAZILA}\n"
    for kind, text in (("workers", short), ("posts", bare), ("coverage", covered)):
        assert (await take(database, kind, text)).problems == ()
    assert [await out(database, kind) for kind in ("workers", "posts", "coverage")] == before


async def out(database: Database, kind: str) -> bytes:
    async with database.transaction() as session:
        return await write_out(session, kind)


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "১৮৯৯-১২-৩১"])
async def test_a_day_nobody_can_mean_is_a_problem_of_its_row(
    database: Database, since: str
) -> None:
    await take(database, "workers", WORKERS + RINA)
    report = await take(database, "posts", POSTS + OFFICER.replace("২০২৬-০১-০১", since))
    assert [(one.row, one.column, one.code) for one in report.problems] == [(2, "since", "no_day")]
