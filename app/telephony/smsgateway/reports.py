"""What an aggregator tells of a text: one address with a secret in it; it tells nobody anything.

Whoever knows the secret can say that a text was delivered or failed, and no more: neither is an
answer, so no ladder stops by it.
"""

import hmac
import json
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.db import Database
from app.dispatch import receipts
from app.telephony.smsgateway.gateway import MARK

LARGEST_BODY: Final = 16 * 1024
_PART: Final = re.compile(r"(id|status|error|delivered|failed)=(\S+)")

log = structlog.get_logger()


@dataclass(frozen=True)
class Names:
    """Which fields of a report hold what, and which words mean what (patterns of whole words)."""

    id: str = "id"
    status: str = "status"
    error: str = "error"
    delivered: str = "DELIVRD|DELIVERED|Delivered|delivered"
    failed: str = "UNDELIV|UNDELIVERED|EXPIRED|REJECTD|REJECTED|FAILED|Failed|failed"


def names_of(setting: str) -> Names:
    """The setting read: `id=msgid status=stat delivered=DELIVRD failed=UNDELIV|EXPIRED`."""
    return Names(**dict(_PART.findall(setting)))


class Reports:
    """The address an aggregator reports to."""

    def __init__(self, database: Database, secret: str, names: Names) -> None:
        self._database = database
        self._secret = secret.encode()
        self._names = names

    def routes(self) -> list[Route]:
        """Where it is mounted; without a secret there is no such address."""
        if not self._secret:
            return []
        path = "/telephony/sms/report/{secret}"
        return [Route(path, self.told, methods=["GET", "POST"])]

    async def told(self, request: Request) -> Response:
        """A report came. After a failure of ours it may come again (503)."""
        given = request.path_params["secret"].encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=404)
        fields = await _fields(request)
        if fields is None:
            return Response(status_code=413)
        try:
            await self._note(fields)
        except Exception as error:  # nothing was written: let it come again
            log.error("text_report_failed", error=type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=204)

    async def _note(self, fields: dict[str, str]) -> None:
        names = self._names
        state = self._word(fields.get(names.status, ""))
        message_id = fields.get(names.id, "")[:100]
        if state is None or not message_id:
            return
        async with self._database.transaction() as session:
            alert_id = await receipts.alert_of_message(session, f"{MARK}{message_id}")
            if alert_id is not None:
                error = fields.get(names.error) if state == "failed" else None
                await receipts.text_status(session, alert_id, state, error)

    def _word(self, status: str) -> str | None:
        if re.fullmatch(self._names.delivered, status):
            return "delivered"
        return "failed" if re.fullmatch(self._names.failed, status) else None


async def _fields(request: Request) -> dict[str, str] | None:
    """The report's fields, of its query and its body (form or flat JSON); None when too large."""
    fields = dict(request.query_params)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    text = bytes(body).decode("utf-8", "replace")
    if "json" in request.headers.get("content-type", ""):
        fields |= _flat(text)
    else:
        fields |= dict(parse_qsl(text, keep_blank_values=True))
    return {name: _clean(value) for name, value in fields.items()}


def _clean(value: str) -> str:
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _flat(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(read, list) and read:
        read = read[0]
    if not isinstance(read, dict):
        return {}
    return {
        str(name): str(value)
        for name, value in read.items()
        if isinstance(value, str | int | float)
    }
