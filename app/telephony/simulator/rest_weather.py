"""The REST interface on a bad day: refusals, and answers that do not come; it does no action."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from app.telephony.simulator.network import Network
from app.telephony.simulator.rest_errors import RestError

Action = Callable[[web.Request, Network], Awaitable[web.Response]]


async def through(action: Action, request: web.Request, network: Network) -> web.Response:
    """Do the action, or not, and answer, or not, as the knobs say. Raises RestError.

    Source: Twilio error and warning dictionary: 20429 too many requests, 20500 internal error,
    20503 service unavailable.
    """
    kind = network.disorder.next_rest()
    if not kind:
        return await action(request, network)
    network.record("rest.disturbed", how=kind, method=request.method)
    if kind == "error":
        raise RestError(503, 20503, "Service unavailable")
    if kind == "too_many":
        raise RestError(429, 20429, "Too Many Requests")
    if kind in ("error_after", "lost_after"):
        try:
            await action(request, network)
        except RestError as error:
            network.record("rest.refused", code=error.code)
    if kind == "error_after":
        raise RestError(500, 20500, "Internal Server Error")
    await asyncio.sleep(network.disorder.knobs.rest_hold_s)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
