"""The Messages resource of Twilio's REST interface; how a text travels is in `messages`."""

from typing import Any

from aiohttp import web

from app.telephony.simulator import messages
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, not_found, page
from app.telephony.simulator.rest_form import is_diallable

_LONGEST_TEXT = 1600


# Numbers that stand for an error. Source: Twilio, "Test credentials", sending SMS messages.
_MAGIC_TO = {
    "+15005550001": (21211, "is not a valid phone number"),
    "+15005550002": (21612, "can't be routed to"),
    "+15005550003": (21408, "is in a country this account may not text"),
    "+15005550004": (21610, "has unsubscribed"),
    "+15005550009": (21614, "is not a mobile number"),
}
_MAGIC_FROM = {
    "+15005550001": (21212, "is not a valid phone number"),
    "+15005550007": (21606, "can't send texts"),
    "+15005550008": (21611, "has too many texts waiting"),
}


def _refuse_magic(to: str, from_: str) -> None:
    for number, errors in ((to, _MAGIC_TO), (from_, _MAGIC_FROM)):
        if number in errors:
            code, why = errors[number]
            raise RestError(400, code, f"The number {number} {why}.")


def _checked_text(form: Any) -> tuple[str, str, str]:
    to, from_, body = (str(form.get(name, "")) for name in ("To", "From", "Body"))
    if not to:
        raise RestError(400, 21604, "A 'To' phone number is required.")
    if not is_diallable(to) or ":" in to:
        raise RestError(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if not from_:
        raise RestError(400, 21603, "A 'From' phone number is required.")
    if not body:
        raise RestError(400, 21602, "Message body is required.")
    if len(body) > _LONGEST_TEXT:
        raise RestError(
            400, 21617, "The concatenated message body exceeds the 1600 character limit."
        )
    _refuse_magic(to, from_)
    return to, from_, body


async def create(request: web.Request, network: Network) -> web.Response:
    """POST Messages.json."""
    form = await request.post()
    to, from_, body = _checked_text(form)
    try:
        validity = float(str(form.get("ValidityPeriod") or messages.DEFAULT_VALIDITY_S))
    except ValueError:
        raise RestError(400, 20001, "ValidityPeriod is not a number") from None
    if not 1 <= validity <= messages.DEFAULT_VALIDITY_S:
        raise RestError(400, 20001, "ValidityPeriod must be between 1 and 36000")
    callback = str(form.get("StatusCallback", ""))
    message = messages.Message(network.settings.account_sid, from_, to, body, validity, callback)
    messages.send(network, message)
    return web.json_response(message.resource(), status=201)


def _found(request: web.Request, network: Network) -> messages.Message:
    message = network.messages.get(request.match_info["sid"])
    if message is None:
        raise not_found(request.path)
    return message


async def fetch(request: web.Request, network: Network) -> web.Response:
    """GET Messages/{sid}.json."""
    return web.json_response(_found(request, network).resource())


async def update(request: web.Request, network: Network) -> web.Response:
    """POST Messages/{sid}.json: an empty `Body` removes the words of a text that is finished.

    Source: Twilio, "Message resource", update: body must be empty to redact.
    """
    message, form = _found(request, network), await request.post()
    if form.get("Body") != "":
        raise RestError(400, 20001, "Body can only become empty")
    if not message.is_finished:
        raise RestError(400, 20009, "Cannot change this resource before it is complete")
    message.body = ""
    return web.json_response(message.resource())


async def delete(request: web.Request, network: Network) -> web.Response:
    """DELETE Messages/{sid}.json, of a text that is finished. Raises 20009."""
    message = _found(request, network)
    if not message.is_finished:
        raise RestError(409, 20009, "Cannot delete this resource before it is complete")
    del network.messages[message.sid]
    return web.Response(status=204)


async def listing(request: web.Request, network: Network) -> web.Response:
    """GET Messages.json, newest first, filtered by To and From."""
    wanted = {name.lower(): request.query[name] for name in ("To", "From") if name in request.query}
    shown = [message.resource() for message in reversed(network.messages.values())]
    kept = [row for row in shown if all(row[name] == value for name, value in wanted.items())]
    return page(request, "messages", kept)
