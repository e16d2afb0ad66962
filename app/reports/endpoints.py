"""HTTP of reports: which there are, and each as a table for a screen or as a file."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from starlette.types import Receive, Scope, Send

from app.core.db import SessionDep
from app.reports import service
from app.reports.apart import drawn_apart
from app.reports.printing import MEDIA, Format, file_name, printed
from app.reports.schemas import ReportDocument, ReportOffers
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["reports"])

Reads = Annotated[SignedIn, allow("reports.read")]
LONGEST: Final = 20
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA[how].partition(";")[0]: {} for how in Format if how != "json"}}
}


@router.get("/reports", response_model=ReportOffers)
async def offers(session: SessionDep, _: Reads) -> ReportOffers:
    """Every report, and the periods for which something is known."""
    return ReportOffers(items=await service.offers(session))


@router.get("/reports/{name}", response_model=ReportDocument, responses=FILES)
async def report(
    session: SessionDep,
    _: Reads,
    name: str,
    period: Annotated[str, Query(max_length=LONGEST)],
    how: Annotated[Format, Query(alias="format")] = Format.JSON,
) -> Any:
    """A report of a period: a year, a month, a day or `all`; as a table or as a file."""
    made = await service.report(session, name, period)
    return made if how is Format.JSON else ReportFile(made, how)


class ReportFile(Response):
    """A report as a file, drawn when it is sent: by then the request's transaction is over.

    A PDF takes a process of its own, and a transaction that stands open so long holds a connection.
    """

    def __init__(self, made: ReportDocument, how: Format) -> None:
        super().__init__()
        self.made, self.how = made, how

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Draw it and send it. Raises ReportNotDrawn, before anything was sent."""
        made, how = self.made, self.how
        drawn = await drawn_apart(made, how) if how is Format.PDF else printed(made, how)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{file_name(made, how)}"',
        }
        await Response(drawn, headers=headers, media_type=MEDIA[how])(scope, receive, send)
