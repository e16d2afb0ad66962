"""Draws a report in a process of its own, at low priority: a long table holds up no caller.

A list of all published totals as PDF takes two seconds of a processor to shape its Bangla and pack
its fonts; in the web process callers would wait for that long.
"""

import asyncio
import contextlib
import os
import sys
from http import HTTPStatus
from typing import Final

from app.core.errors import HelplineError
from app.reports.printing import Format, printed
from app.reports.schemas import ReportDocument

SECONDS: Final = 120.0
NICE: Final = 5
_ONE_AT_A_TIME: Final = asyncio.Semaphore(1)


class ReportNotDrawn(HelplineError):
    """The process that draws reports failed or took too long; it may be asked again."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "report_not_drawn"


async def drawn_apart(report: ReportDocument, how: Format) -> bytes:
    """The file, drawn by another process; one at a time. Raises ReportNotDrawn."""
    async with _ONE_AT_A_TIME:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app.reports.apart", how.value),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: text for name, text in os.environ.items() if "HELPLINE" not in name},
        )
        try:
            said = report.model_dump_json().encode()
            drawn, _ = await asyncio.wait_for(process.communicate(said), SECONDS)
        except TimeoutError:
            drawn = b""
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
    if process.returncode != 0 or not drawn:
        raise ReportNotDrawn("The report could not be drawn at this moment.")
    return drawn


def main() -> None:
    """Read a report as JSON, write it as the format that was asked for."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    report = ReportDocument.model_validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(printed(report, Format(sys.argv[1])))


if __name__ == "__main__":
    main()
