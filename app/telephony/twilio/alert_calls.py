"""What a worker's telephone hears that we rang with an alert, and the key pressed on it.

The number of the round stands in every address we hand out, so that a replay is told from a second
honest key (I8). Whatever is sent here, only a key does anything.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from twilio.twiml.voice_response import Gather, VoiceResponse

from app.core.settings import Settings
from app.dispatch import by_voice, receipts
from app.dispatch.by_voice import ASKS, ONE_KEY, Said
from app.telephony.twilio.documents import EMPTY, LANGUAGE, VOICE
from app.telephony.twilio.door import Door, InTheDark
from app.telephony.twilio.forms import Form

KEY_SECONDS = 6
DARK_PAUSE_SECONDS = 4
DARK_ROUNDS = 4


class AlertCalls:
    """The addresses of a line that we rang with an alert, for one account."""

    def __init__(self, settings: Settings, door: Door, words: dict[str, str]) -> None:
        self._settings = settings
        self._door = door
        self._words = words
        self._base = f"{settings.base_url}/telephony/twilio"

    async def lifted(self, request: Request) -> Response:
        """The line was lifted, or nobody pressed a key in the round before."""
        ref, round_ = request.path_params["alert_id"], request.path_params["round"]

        async def act(session: AsyncSession) -> str:
            line = request.state.form.clean("CallSid", 64)
            said = await by_voice.lifted(session, ref, line)
            return self._document(said, ref, round_)

        return await self._door.voice(request, act, self._dark(request), caller=False)

    async def pressed(self, request: Request) -> Response:
        """A key was pressed."""
        ref, round_ = request.path_params["alert_id"], request.path_params["round"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            line, key = form.clean("CallSid", 64), form.clean("Digits")
            said = await by_voice.pressed(session, ref, line, key, self._settings)
            return self._document(said, ref, round_ + 1)

        return await self._door.voice(request, act, self._dark(request), caller=False)

    async def line(self, request: Request) -> Response:
        """What became of the line: lifted, busy, not lifted, over."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            await receipts.line_status(
                session,
                request.path_params["alert_id"],
                form.clean("CallStatus"),
                form.clean("CallSid", 64),
                form.clean("ErrorCode") or None,
            )
            return EMPTY

        return await self._door.event(request, act)

    def _document(self, said: Said, ref: UUID, round_: int) -> str:
        document = VoiceResponse()
        if said.what != "ask":
            self._say(document, f"prompt.alert_{said.what}")
            if said.name is not None:  # a sentence of its own: a name bends no grammar
                self._say_plain(document, said.name)
            document.hangup()
        elif round_ < ASKS:
            self._ask(document, said.urgency, ref, round_)
        else:
            document.hangup()
        return str(document)

    def _ask(self, document: VoiceResponse, urgency: str, ref: UUID, round_: int) -> None:
        gather = Gather(
            num_digits=1,
            timeout=KEY_SECONDS,
            action=f"{self._base}/alert-key/{ref}/{round_}",
            method="POST",
        )
        self._say(gather, f"prompt.alert_{urgency}")
        if urgency not in ONE_KEY:  # a drill and a reminder tell their one key themselves
            self._say(gather, "prompt.alert_keys")
        document.append(gather)
        document.redirect(f"{self._base}/alert/{ref}/{round_ + 1}", method="POST")

    def _dark(self, request: Request) -> InTheDark:
        """Without a database nothing is accepted: it is said so, and asked again a little later."""
        ref, round_ = request.path_params["alert_id"], request.path_params["round"]

        async def dark() -> str:
            document = VoiceResponse()
            self._say(document, "prompt.alert_unheard")
            if round_ < DARK_ROUNDS:
                document.pause(length=DARK_PAUSE_SECONDS)
                document.redirect(f"{self._base}/alert/{ref}/{round_ + 1}", method="POST")
            else:
                document.hangup()
            return str(document)

        return dark

    def _say(self, document: VoiceResponse | Gather, key: str) -> None:
        self._say_plain(document, self._words[key])

    def _say_plain(self, document: VoiceResponse | Gather, text: str) -> None:
        document.say(text, voice=VOICE, language=LANGUAGE)
