"""A worker's or centre's answer by text: sender and code together acknowledge, and nothing more.

Any sender of a text can be forged, so the number alone says nothing, and neither does the code,
which whoever holds the telephone can read. Source: Twilio offers no texts in this direction in
Bangladesh; a gateway in the country may.
"""

import re
from typing import Any, Final

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.directory.queries import phone_of
from app.dispatch import late
from app.dispatch.code import digest_of
from app.dispatch.ladder import Responder
from app.dispatch.through import LINK

CODE: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")
MOST_CODES: Final = 4

_STEP: Final = """
SELECT dispatch_id, worker_id, centre_id, staff_id FROM step WHERE code_digest = ANY($1)
"""

log = structlog.get_logger()


async def acknowledge(
    session: AsyncSession, number: str | None, body: str, settings: Settings
) -> bool:
    """Whether the text came from the number of whoever was asked and holds that alert's code.

    Then he or she goes, as by the link's button, and a second time changes nothing. False for any
    other text, also for an answer that comes too late: whoever calls shows it to a person.
    """
    codes = CODE.findall(body)[:MOST_CODES]
    if number is None or not codes:
        return False
    secret = settings.secret_key.get_secret_value()
    for row in await fetch(session, _STEP, [digest_of(secret, code) for code in codes]):
        by = _responder(row)
        if await phone_of(session, by.kind, by.id) != number:
            log.warning("answer_by_text_refused", why="other_number")
            continue
        try:
            _, refused = await late.accept(session, row["dispatch_id"], by, settings, through=LINK)
        except HelplineError as error:
            refused = error
        if refused is None:
            return True
        log.warning("answer_by_text_refused", why=refused.code)
    return False


def _responder(step: Any) -> Responder:
    """Exactly one of the three was asked (the table's own check)."""
    kinds = ("worker", "centre", "staff")
    kind = next(kind for kind in kinds if step[f"{kind}_id"] is not None)
    return Responder(kind, step[f"{kind}_id"])
