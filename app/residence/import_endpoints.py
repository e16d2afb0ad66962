"""HTTP of import and export: checks the permission, takes a table in, writes one out.

It stands here since a table may change the seats of a centre in which children stay.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from app.core.db import SessionDep
from app.core.words import LANGUAGES, words
from app.directory.exporting import write_out
from app.directory.import_schemas import ImportReport, TableToTakeIn, WritesOut
from app.directory.importing import Report, take_in
from app.directory.table import Problem
from app.directory.tables import COLUMNS
from app.residence.houses import change_centre
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["directory"])

Manages = Annotated[SignedIn, allow("directory.manage")]

Row = dict[str, Any]
MOST_TOLD = 200


@router.post("/directory/import", response_model=ImportReport)
async def import_table(session: SessionDep, signed: Manages, body: TableToTakeIn) -> Row:
    """Take in a table: all rows, or none when one is bad; larger files go by the command."""
    data = body.csv.encode("utf-8", "replace")
    taken = await take_in(
        session, body.kind, data, change_centre, dry_run=body.dry_run, by=signed.id
    )
    return report_row(taken)


@router.get("/directory/export/{kind}", response_class=Response)
async def export_table(session: SessionDep, _: Manages, kind: WritesOut) -> Response:
    """A table as CSV, in the columns in which it is taken in."""
    return Response(
        await write_out(session, kind),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{kind}.csv"'},
    )


def report_row(report: Report) -> Row:
    """A report as screens get it, its first problems in words of both languages."""
    return {
        "kind": report.kind,
        "rows": report.rows,
        "new": report.new,
        "problems": [_problem(one) for one in report.problems[:MOST_TOLD]],
        "bad": len(report.problems),
        "applied": report.applied,
        "columns": [column.name for column in COLUMNS[report.kind]],
    }


def _problem(one: Problem) -> Row:
    said = {language: say(one, language) for language in LANGUAGES}
    return {
        "row": one.row,
        "column": one.column,
        "value": one.value,
        "code": one.code,
        "said": said,
    }


def say(one: Problem, language: str) -> str:
    """What is wrong in a cell, in words."""
    return words(language).t(f"import.{one.code}", **one.params)
