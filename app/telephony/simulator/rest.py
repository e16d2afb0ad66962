"""Twilio's REST interface: its addresses and its door; the resources stand beside it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from app.telephony.simulator import (
    rest_calls,
    rest_conferences,
    rest_messages,
    rest_participants,
    rest_queues,
    rest_weather,
)
from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError, check_account, not_found

Action = Callable[[web.Request, Network], Awaitable[web.Response]]

_ACCOUNT = "/2010-04-01/Accounts/{account}"

_ROUTES: list[tuple[str, str, Action]] = [
    ("POST", "/Calls.json", rest_calls.create),
    ("GET", "/Calls.json", rest_calls.listing),
    ("GET", "/Calls/{sid}.json", rest_calls.fetch),
    ("POST", "/Calls/{sid}.json", rest_calls.update),
    ("DELETE", "/Calls/{sid}.json", rest_calls.delete),
    ("GET", "/Queues.json", rest_queues.listing),
    ("POST", "/Queues.json", rest_queues.create),
    ("GET", "/Queues/{queue}.json", rest_queues.fetch),
    ("POST", "/Queues/{queue}.json", rest_queues.update),
    ("DELETE", "/Queues/{queue}.json", rest_queues.delete),
    ("GET", "/Queues/{queue}/Members.json", rest_queues.list_members),
    ("GET", "/Queues/{queue}/Members/{sid}.json", rest_queues.fetch_member),
    ("POST", "/Queues/{queue}/Members/{sid}.json", rest_queues.update_member),
    ("POST", "/Messages.json", rest_messages.create),
    ("GET", "/Messages.json", rest_messages.listing),
    ("GET", "/Messages/{sid}.json", rest_messages.fetch),
    ("POST", "/Messages/{sid}.json", rest_messages.update),
    ("DELETE", "/Messages/{sid}.json", rest_messages.delete),
    ("GET", "/Conferences.json", rest_conferences.listing),
    ("GET", "/Conferences/{room}.json", rest_conferences.fetch),
    ("POST", "/Conferences/{room}.json", rest_conferences.update),
    ("POST", "/Conferences/{room}/Participants.json", rest_participants.create),
    ("GET", "/Conferences/{room}/Participants.json", rest_participants.listing),
    ("GET", "/Conferences/{room}/Participants/{sid}.json", rest_participants.fetch),
    ("POST", "/Conferences/{room}/Participants/{sid}.json", rest_participants.update),
    ("DELETE", "/Conferences/{room}/Participants/{sid}.json", rest_participants.delete),
]


def _guarded(action: Action, network: Network) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            check_account(request, network.settings)
            return await rest_weather.through(action, request, network)
        except RestError as error:
            return error.response()

    return handle


def _unknown(network: Network) -> Action:
    async def nothing_here(request: web.Request, _network: Network) -> web.Response:
        raise not_found(request.path)

    return nothing_here


def add_routes(app: web.Application, network: Network) -> None:
    """Serve the REST interface; anything else below the account answers 20404."""
    for method, path, action in _ROUTES:
        app.router.add_route(method, _ACCOUNT + path, _guarded(action, network))
    app.router.add_route("*", _ACCOUNT + "/{rest:.*}", _guarded(_unknown(network), network))
