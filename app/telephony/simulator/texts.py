"""Texts from a telephone to our number: told to the product, whose answer may hold replies."""

from typing import TYPE_CHECKING

from app.core import clock
from app.telephony.simulator import messages
from app.telephony.simulator.calls import new_sid
from app.telephony.simulator.delivery import Reply
from app.telephony.simulator.messages import Message, segments
from app.telephony.simulator.twiml import TwimlError, parse_texts

if TYPE_CHECKING:
    from app.telephony.simulator.network import Network


def arrive(network: "Network", from_: str, body: str) -> Message:
    """Somebody texts our number. Returns at once; telling the product goes on behind."""
    settings = network.settings
    message = Message(settings.account_sid, from_, settings.number, body, sid=new_sid("SM"))
    message.direction, message.status, message.sent = "inbound", "received", clock.now()
    network.messages[message.sid] = message
    network.record("message.arrived", message_sid=message.sid)
    if settings.sms_url:
        network.spawn(_tell(network, message))
    return message


def _params(message: Message) -> list[tuple[str, str]]:
    """Source: Twilio, "Twilio's request to your incoming message Webhook URL"."""
    return [
        ("ToCountry", "BD"),
        ("ToState", ""),
        ("SmsMessageSid", message.sid),
        ("NumMedia", "0"),
        ("ToCity", ""),
        ("FromZip", ""),
        ("SmsSid", message.sid),
        ("FromState", ""),
        ("SmsStatus", "received"),
        ("FromCity", ""),
        ("Body", message.body),
        ("FromCountry", "BD"),
        ("To", message.to),
        ("ToZip", ""),
        ("NumSegments", str(segments(message.body))),
        ("MessageSid", message.sid),
        ("AccountSid", message.account_sid),
        ("From", message.from_),
        ("ApiVersion", "2010-04-01"),
    ]


async def _tell(network: "Network", message: Message) -> None:
    reply = await network.courier.send(network.settings.sms_url, _params(message))
    facts = {"status": reply.status, "failure": reply.failure, "ms": reply.ms}
    network.record("message.told", message_sid=message.sid, **facts)
    _answer(network, message, reply)


def _answer(network: "Network", message: Message, reply: Reply) -> None:
    if not 200 <= reply.status < 300 or not reply.body:
        return
    try:
        answers = parse_texts(reply.body)
    except TwimlError as error:
        network.record("message.answer_refused", message_sid=message.sid, code=error.code)
        return
    for body in answers:
        sent = Message(message.account_sid, message.to, message.from_, body)
        sent.direction = "outbound-reply"
        messages.send(network, sent)
