"""A talking caller is asked a question and answers by key; then the line goes back to the talk.

Source: Twilio, "TwiML Voice: Gather": without a key the next verb follows and nothing is requested,
so a Redirect stands there.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from app.calls import interview_keys, ladder
from app.calls.interview_keys import Asking
from app.core.words import words
from app.telephony.twilio.documents import LANGUAGE, VOICE, Documents
from app.telephony.twilio.door import Door, InTheDark
from app.telephony.twilio.forms import Form

WhereNow = Callable[[AsyncSession, UUID, Form], Awaitable[str]]
"""What answers where a living caller belongs at this moment."""

SPOKEN = {"en": ("Google.en-IN-Wavenet-A", "en-IN")}
"""Other languages than these have no voice at the provider: they are asked in Bangla."""


class Questions:
    """The addresses of questions, for one account."""

    def __init__(self, base: str, door: Door, documents: Documents, where_now: WhereNow) -> None:
        self._base = f"{base}/telephony/twilio"
        self._door = door
        self._documents = documents
        self._where_now = where_now

    async def question(self, request: Request) -> Response:
        """The caller's line asks what to hear: the question that is open now, if one is.

        Nothing is changed by it, so it is answered anew each time: the line may be sent here twice.
        """
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            return await self._where_now(session, call_id, request.state.form)

        return await self._door.voice(request, act, self._back(request), once=False)

    async def answer(self, request: Request) -> Response:
        """A key was pressed, or none in time; whatever came of it, the caller goes on."""
        call_id, nth = request.path_params["call_id"], request.path_params["nth"]
        nth_round: int = request.path_params["round"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            line, digits = form.clean("CallSid", 64), form.clean("Digits", 8)
            await interview_keys.heard(session, call_id, nth, nth_round, line, digits)
            return await self._where_now(session, call_id, form)

        return await self._door.voice(request, act, self._back(request))

    def _back(self, request: Request) -> InTheDark:
        """Without a database the caller is brought back to the counsellor, who is still there."""
        call_id, step = request.path_params["call_id"], request.path_params["step"]
        nth: int = request.path_params["nth"]

        async def dark() -> str:
            return self._documents.conference(call_id, step, caller=True, stay=nth)

        return dark

    async def talk(self, session: AsyncSession, call_id: UUID, step: int) -> str:
        """Where a caller of a talk belongs: in its conference, or out of it for a question."""
        talk = await interview_keys.talk_of(session, call_id)
        if talk.asking is not None:
            address = f"{self._base}/answer/{call_id}/{step}/{talk.stay}/{talk.asking.round}"
            return _question(address, talk.asking)
        return self._documents.conference(call_id, step, caller=True, stay=talk.stay)


def _question(address: str, asking: Asking) -> str:
    document = VoiceResponse()
    said = words(asking.language if asking.language in SPOKEN else "bn")
    voice, language = SPOKEN.get(asking.language, (VOICE, LANGUAGE))
    gather = Gather(
        num_digits=1,
        timeout=ladder.MORE_SECONDS if asking.thanks else ladder.KEY_SECONDS,
        action=address,
        method="POST",
    )
    keys = ("prompt.ask_thanks",) if asking.thanks else (f"prompt.ask_{asking.question}",)
    for key in keys if asking.thanks else (*keys, "prompt.ask_keys"):
        gather.say(said.t(key), voice=voice, language=language)
    document.append(gather)
    document.redirect(address, method="POST")
    return str(document)
