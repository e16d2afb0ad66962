"""What a duty phone hears when it is lifted: a question, and the caller once it was answered."""

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from app.calls import overflow, service
from app.telephony.twilio.dark import Dark
from app.telephony.twilio.documents import DUTY_KEY, EMPTY, Documents
from app.telephony.twilio.door import Door, refuse, xml
from app.telephony.twilio.forms import Form, FormRefused


class DutyCalls:
    """The addresses a lifted duty phone is sent to, for one account."""

    def __init__(self, door: Door, documents: Documents, dark: Dark) -> None:
        self._door = door
        self._documents = documents
        self._dark = dark

    async def asked(self, request: Request) -> Response:
        """A duty phone was lifted: whoever it is, or a mailbox, is asked for a key."""
        try:
            await self._door.signed(request)
        except FormRefused as refusal:
            return refuse(refusal)
        return xml(self._documents.duty_question(request.path_params["step"]))

    async def agreed(self, request: Request) -> Response:
        """A key was pressed at a duty phone: the right one connects it with the caller."""

        async def act(session: AsyncSession) -> str:
            form: Form = request.state.form
            if form.clean("Digits") != DUTY_KEY:
                return self._documents.hang_up()
            parent = form.clean("ParentCallSid", 64)
            call_id = await service.call_of_provider(session, parent)
            if call_id is not None:
                await overflow.answered(session, call_id, request.path_params["step"])
            return EMPTY

        async def dark() -> str:
            if request.state.form.clean("Digits") != DUTY_KEY:
                return self._documents.hang_up()
            return await self._dark.duty_answered(request.state.form, request.path_params["step"])

        return await self._door.voice(request, act, dark, caller=False)
