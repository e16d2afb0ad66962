"""Sends a text by one HTTP request that the settings describe; it knows no aggregator by name.

Aggregators here differ in address, names and answers, not in kind. So the request is a template,
and what its answer means is two patterns (docs/howto/use-a-text-gateway.md).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote, quote_plus
from uuid import UUID
from xml.sax.saxutils import escape

import aiohttp
from yarl import URL

from app.core.errors import ProviderError

TIMEOUT_SECONDS: Final = 10
LARGEST_ANSWER: Final = 64 * 1024
MARK: Final = "gw:"
"""Before a gateway's ids, which may be short numbers, so that they are nobody else's."""
TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_NAME: Final = re.compile(r"\{(to|to_digits|to_national|text|ref|seconds)\}")


@dataclass(frozen=True)
class Request:
    """How a text is handed in; the templates may hold the account's secrets."""

    url: str = field(repr=False)
    method: Literal["GET", "POST"] = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)
    kind: str = "application/json"
    success: str = ""
    message_id: str = ""


class Gateway:
    """One aggregator; the client is made at first use, inside the running loop."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._success = re.compile(request.success) if request.success else None
        self._id = re.compile(request.message_id) if request.message_id else None
        self._made: aiohttp.ClientSession | None = None

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        """See Texts.text. Gives the gateway's own id, or ours where its answer holds none."""
        status, answer = await self._ask(values_of(to, body, valid_seconds, ref))
        if not 200 <= status < 300:
            raise ProviderError(
                f"the text gateway refused ({status})", retryable=status in TRY_AGAIN
            )
        if self._success is not None and not self._success.search(answer):
            raise ProviderError("the text gateway did not take it", retryable=False)
        found = self._id.search(answer) if self._id is not None else None
        return f"{MARK}{(found[1] if found else str(ref))[:100]}"

    async def _ask(self, values: Mapping[str, str]) -> tuple[int, str]:
        wanted = self._request
        url = filled(wanted.url, values, lambda text: quote(text, safe=""))
        body = filled(wanted.body, values, escaping(wanted.kind))
        headers = {**wanted.headers, **({"Content-Type": wanted.kind} if body else {})}
        try:
            async with self._session().request(
                wanted.method,
                URL(url, encoded=True),
                data=body.encode() if body else None,
                headers=headers,
                allow_redirects=False,
            ) as answer:
                raw = await answer.content.read(LARGEST_ANSWER)
                return answer.status, raw.decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ProviderError(
                f"the text gateway is out of reach ({type(error).__name__})", retryable=True
            ) from None

    def _session(self) -> aiohttp.ClientSession:
        if self._made is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._made = aiohttp.ClientSession(timeout=timeout, cookie_jar=jar)
        return self._made

    async def close(self) -> None:
        """Let the connections go."""
        if self._made is not None:
            await self._made.close()
            self._made = None


def values_of(to: str, body: str, valid_seconds: int, ref: UUID) -> dict[str, str]:
    """What stands for the names in a template. A number has three spellings, by the aggregator."""
    digits = to.removeprefix("+")
    return {
        "to": to,
        "to_digits": digits,
        "to_national": "0" + digits.removeprefix("880") if digits.startswith("880") else digits,
        "text": body,
        "ref": str(ref),
        "seconds": str(valid_seconds),
    }


def filled(template: str, values: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    """`template` with its names filled in, each value made harmless for where it stands."""
    return _NAME.sub(lambda name: escaped(values[name[1]]), template)


def escaping(kind: str) -> Callable[[str], str]:
    """How a value is written within a body of that type, so that it ends nothing there."""
    if "json" in kind:
        return lambda text: json.dumps(text, ensure_ascii=False)[1:-1]
    if "xml" in kind:
        return lambda text: escape(text, {'"': "&quot;", "'": "&apos;"})
    if "urlencoded" in kind:
        return quote_plus
    return str


def headers_of(text: str) -> dict[str, str]:
    """The headers of the setting, a JSON object of texts. Raises ValueError."""
    read = json.loads(text) if text else {}
    if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
        raise ValueError("HELPLINE_SMS_GATEWAY_HEADERS must be a JSON object of texts")
    return read
