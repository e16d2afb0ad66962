"""What the provider's REST refuses, and what that means for a caller."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from aiohttp import web

from app.calls.phone import CallIsGone
from app.core.errors import ProviderError
from app.telephony.twilio.rest import Provider

ACCOUNT = "AC" + "2" * 32
REFUSED = {"code": 21220, "message": "Call is not in-progress. Cannot redirect.", "status": 400}


class Line:
    """One line at the provider, which can't be redirected, and its status."""

    status = "ringing"
    base = ""

    async def redirect(self, _: web.Request) -> web.Response:
        return web.json_response(REFUSED, status=400)

    async def breaks(self, _: web.Request) -> web.Response:
        return web.Response(status=503, text="busy")

    async def fetch(self, _: web.Request) -> web.Response:
        return web.json_response({"sid": "CA1", "status": self.status})


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    one, app = Line(), web.Application()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json"
    app.router.add_post(path, one.redirect)
    app.router.add_get(path, one.fetch)
    app.router.add_get(f"/2010-04-01/Accounts/{ACCOUNT}/Conferences.json", one.breaks)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    one.base = f"http://{host}:{port}"
    yield one
    await runner.cleanup()


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress"])
async def test_a_line_that_cannot_be_sent_anywhere_yet_is_tried_again(
    line: Line, status: str
) -> None:
    """Also when it was answered between the refusal and our question."""
    line.status = status
    provider = Provider(line.base, ACCOUNT, "token", "1098", "http://127.0.0.1")
    try:
        with pytest.raises(ProviderError) as told:
            await provider.bridge("CA1", uuid4(), 1)
        assert told.value.retryable
    finally:
        await provider.close()


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
async def test_only_a_line_that_is_over_is_gone(line: Line, status: str) -> None:
    line.status = status
    provider = Provider(line.base, ACCOUNT, "token", "1098", "http://127.0.0.1")
    try:
        with pytest.raises(CallIsGone):
            await provider.bridge("CA1", uuid4(), 1)
    finally:
        await provider.close()


async def test_a_list_that_cannot_be_had_is_tried_again(line: Line) -> None:
    provider = Provider(line.base, ACCOUNT, "token", "1098", "http://127.0.0.1")
    try:
        with pytest.raises(ProviderError) as told:
            await provider.present(uuid4(), 1)
        assert told.value.retryable
    finally:
        await provider.close()
