"""The page of the other phones: one HTML file, everything inside, nothing from elsewhere."""

import html
import secrets
from importlib import resources

from aiohttp import web

from app.telephony.simulator.network import Network


def _policy(nonce: str) -> str:
    own = f"style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'"
    closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"{closed}; {own}; img-src data:"


def add_routes(app: web.Application, network: Network) -> None:
    """Serve the page at `/`."""
    template = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    shown = template.replace("{{number}}", html.escape(network.settings.number))

    async def show(_request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        body = shown.replace("{{nonce}}", nonce)
        headers = {"Content-Security-Policy": _policy(nonce), "Cache-Control": "no-store"}
        return web.Response(text=body, content_type="text/html", headers=headers)

    app.router.add_get("/", show)
