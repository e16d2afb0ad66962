"""Puts the network and its three faces (REST, control, page) on one port; wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from app.telephony.simulator import control, page, rest
from app.telephony.simulator.network import Network
from app.telephony.simulator.settings import Settings


def build(network: Network) -> web.Application:
    """The web application of one network."""
    app = web.Application()
    rest.add_routes(app, network)
    control.add_routes(app, network)
    page.add_routes(app, network)
    return app


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Network, str]]:
    """A serving network and its base address; on leaving, every call ends and the port closes."""
    network = Network(settings)
    await network.open()
    runner = web.AppRunner(build(network), access_log=None, shutdown_timeout=1.0)
    try:
        await runner.setup()
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        port = runner.addresses[0][1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        yield network, f"http://{host}:{port}"
    finally:
        await network.close()
        await runner.cleanup()
