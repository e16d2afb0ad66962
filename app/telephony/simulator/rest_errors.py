"""Twilio's error bodies and its door: who may use the REST interface; it holds no resource."""

import base64
import binascii
import hmac
from typing import Any

from aiohttp import web

from app.telephony.simulator.settings import Settings


class RestError(Exception):
    """A refusal with Twilio's error number. Source: Twilio error and warning dictionary."""

    def __init__(self, status: int, code: int, message: str) -> None:
        """HTTP status, Twilio's code and its message."""
        super().__init__(message)
        self.status, self.code = status, code

    def response(self) -> web.Response:
        """The refusal as Twilio words it."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        body = {"code": self.code, "message": str(self), "more_info": more, "status": self.status}
        headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if self.status == 401 else {}
        return web.json_response(body, status=self.status, headers=headers)


def not_found(path: str) -> RestError:
    """There is nothing at that address."""
    return RestError(404, 20404, f"The requested resource {path} was not found")


def check_account(request: web.Request, settings: Settings) -> None:
    """Raises RestError 20003 without the right secret, 20404 for another account's path."""
    if not _credentials_match(request.headers.get("Authorization", ""), settings):
        raise RestError(401, 20003, "Authenticate")
    if request.match_info.get("account") != settings.account_sid:
        raise not_found(request.path)


def _credentials_match(header: str, settings: Settings) -> bool:
    scheme, _, encoded = header.partition(" ")
    try:
        given = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    wanted = f"{settings.account_sid}:{settings.auth_token}".encode()
    return scheme.lower() == "basic" and hmac.compare_digest(given, wanted)


def page(request: web.Request, key: str, items: list[dict[str, Any]]) -> web.Response:
    """One page of a list with its neighbours' addresses; `PageSize` 1 to 1000.

    The address of the next page names the last item shown, so that what is added at the head of the
    list meanwhile shifts nothing. Source: Twilio, "REST API: paging", PageToken.
    """
    size = min(max(_whole_number(request, "PageSize", 50), 1), 1000)
    number = max(_whole_number(request, "Page", 0), 0)
    start = _start(request, items, number * size)
    part = items[start : start + size]
    has_more = start + size < len(items)

    def address(of: int, token: str = "") -> str:
        query = {"Page": str(of), "PageSize": str(size)}
        url = request.rel_url.update_query(query | ({"PageToken": token} if token else {}))
        return str(url if token else url.without_query_params("PageToken"))

    body: dict[str, Any] = {
        key: part,
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(part) - 1),
        "uri": str(request.rel_url),
        "first_page_uri": address(0),
        "previous_page_uri": address(number - 1) if number else None,
        "next_page_uri": address(number + 1, _token(part[-1])) if has_more else None,
    }
    return web.json_response(body)


def _token(item: dict[str, Any]) -> str:
    return "PA" + str(item.get("sid") or item["call_sid"])


def _start(request: web.Request, items: list[dict[str, Any]], by_number: int) -> int:
    token = request.query.get("PageToken")
    if not token:
        return by_number
    places = (place for place, item in enumerate(items) if _token(item) == token)
    return next(places, by_number - 1) + 1


def _whole_number(request: web.Request, name: str, default: int) -> int:
    try:
        return int(request.query.get(name, default))
    except ValueError:
        raise RestError(400, 20001, f"{name} is not a whole number") from None
