"""What a waiting caller hears, and the keys pressed meanwhile; the place in the queue is kept."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from app.calls import blocks, languages, person_key
from app.calls.contact_key import key_counts, key_pressed, settles
from app.calls.models import Call
from app.telephony.twilio.documents import DANGER_KEY, PERSON_KEY, SAFE_KEY, Documents
from app.telephony.twilio.door import Door, InTheDark
from app.telephony.twilio.forms import Form


class Waits:
    """Wait documents and the addresses of their keys, for one account."""

    def __init__(self, door: Door, documents: Documents) -> None:
        self._door = door
        self._documents = documents

    async def document(
        self, session: AsyncSession, call_id: UUID, said: str, spoken: tuple[str, ...] | None = None
    ) -> str:
        """The caller is asked whether we may call, unless that is known or there is no number.

        From time to time the keys are told instead, of the languages that are `spoken`. Who is
        blocked is told of the key that passes the block, and of nothing else; who is marked is
        asked for the key that leads to somebody, till it is pressed. Right after such a key no
        document listens.
        """
        call = await session.get(Call, call_id)
        if call is None:
            return self._documents.wait(said)
        if await blocks.hears_of_it(session, call):
            return self._documents.wait_blocked(call_id, call.step)
        if settles(call):
            return self._documents.wait(said)
        marked = await person_key.is_asked(session, call)
        if spoken is not None and languages.tells_keys(call):
            told = languages.prompts_of(spoken)
            return self._documents.wait_keys(call_id, call.step, told, marked=marked)
        if marked:
            return self._documents.wait_marked(call_id, call.step)
        if await key_counts(session, call):
            return self._documents.wait_asking(call_id, call.step, said)
        return self._documents.wait(said)

    async def digits(self, request: Request) -> Response:
        """A waiting caller pressed a key: we may call, I can't speak, or a language."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            thanks = heard = False
            digit, line = form.clean("Digits"), form.clean("CallSid", 64)
            if digit == SAFE_KEY:
                thanks = await key_pressed(session, call_id, line)
            else:
                heard = await languages.key_pressed(session, call_id, line, digit)
            return self._documents.after_key(call_id, thanks=thanks, heard=heard)

        return await self._door.voice(request, act, self._waits_on(call_id))

    async def person(self, request: Request) -> Response:
        """A marked caller pressed a key: that of a person takes the doubt away, others choose."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            digit, line = form.clean("Digits"), form.clean("CallSid", 64)
            if digit == PERSON_KEY:
                heard = await person_key.person_pressed(session, call_id, line)
            else:
                heard = await languages.key_pressed(session, call_id, line, digit)
            return self._documents.after_key(call_id, thanks=False, heard=heard)

        return await self._door.voice(request, act, self._waits_on(call_id))

    async def danger(self, request: Request) -> Response:
        """A blocked caller pressed a key: that of danger passes the block, others mean nothing."""
        call_id: UUID = request.path_params["call_id"]

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            digit, line = form.clean("Digits"), form.clean("CallSid", 64)
            heard = digit == DANGER_KEY and await blocks.danger_pressed(session, call_id, line)
            return self._documents.after_key(call_id, thanks=False, heard=heard)

        return await self._door.voice(request, act, self._waits_on(call_id))

    def _waits_on(self, call_id: UUID) -> InTheDark:
        async def dark() -> str:
            return self._documents.after_key(call_id, thanks=False)

        return dark
