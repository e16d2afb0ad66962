"""Texts that people send us: an answer to an alert, a wish for no texts, or else a ticket.

No one is ever answered by text (I12): whatever comes, the document is empty. Source: Twilio,
"Messaging webhooks". Bangladesh has no texts in this direction; nothing waits for one.
"""

import re
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from app.calls import texts
from app.calls.texts import TextArrived
from app.core import security
from app.core.settings import Settings
from app.dispatch.by_text import acknowledge
from app.telephony.twilio.documents import EMPTY
from app.telephony.twilio.door import Door
from app.telephony.twilio.forms import Form
from app.telephony.twilio.numbers import normalise

LONGEST_BODY: Final = 4000
"""The provider sends 1,600 characters at most."""
MOST_MEDIA: Final = 10

NO_TEXTS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "বন্ধ"}
)
"""Whole texts that mean it, as the provider has them, and the Bangla word. The opposite (START) is
no such word: a sender can be forged, so no text makes a number safe."""


class TextsIn:
    """The address of the number's texts, for one account."""

    def __init__(self, settings: Settings, door: Door) -> None:
        self._settings = settings
        self._door = door

    async def came(self, request: Request) -> Response:
        """Somebody sent us a text."""

        async def act(session: AsyncSession) -> str:
            fact, form = _fact(request.state.form), request.state.form
            if await acknowledge(session, fact.number, fact.body, self._settings):
                return EMPTY
            if _wants_no_texts(form, fact.body):
                await texts.opted_out(session, fact)
            else:
                await texts.came(session, fact)
            return EMPTY

        return await self._door.event(request, act)


def _fact(form: Form) -> TextArrived:
    number, kind = normalise(form.clean("From"))
    body = form.clean("Body", LONGEST_BODY)
    sid = form.clean("MessageSid", 64) or form.clean("SmsSid", 64)
    media = form.clean("NumMedia", 2)
    return TextArrived(
        sid or f"body-{security.fingerprint(repr(sorted(form.items())).encode()).hex()}",
        number,
        kind,
        body,
        min(int(media), MOST_MEDIA) if re.fullmatch("[0-9]+", media) else 0,
    )


def _wants_no_texts(form: Form, body: str) -> bool:
    if form.clean("OptOutType").upper() == "STOP":
        return True
    return re.sub(r"[\s.!।]+", "", body).lower() in NO_TEXTS
