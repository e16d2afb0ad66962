"""Reads a webhook's form within limits and checks its signature; it understands no parameter."""

import base64
import hmac
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from twilio.request_validator import RequestValidator, add_port, remove_port

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 200
FORM = "application/x-www-form-urlencoded"


class FormRefused(Exception):
    """The webhook can't be read or is not the provider's: `status` and a countable `why`."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Form(dict[str, str]):
    """A form's values exactly as sent, for the signature; `clean` gives what we may store."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self._pairs = pairs

    @property
    def repeats(self) -> bool:
        """Whether a name came more than once."""
        return len(self._pairs) != len(self)

    def getall(self, name: str) -> list[str]:
        """Every value of a name: the signature covers repeated ones."""
        if not self.repeats:
            return [self[name]]
        return [value for key, value in self._pairs if key == name]

    def clean(self, name: str, longest: int = 200) -> str:
        """A value without NUL bytes and lone surrogates, cut to `longest` characters."""
        text = self.get(name, "").replace("\x00", "")
        return text.encode("utf-8", "replace").decode("utf-8")[:longest].strip()


async def read_body(request: Request) -> bytes:
    """The raw body. Raises FormRefused 413 as soon as it is too large, without reading on."""
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise FormRefused(413, "too_large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise FormRefused(413, "too_large")
    return bytes(body)


def parse(content_type: str, body: bytes) -> Form:
    """The form in `body`. Raises FormRefused 415 for another kind, 413 for too many fields."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise FormRefused(415, "not_a_form")
    if body.count(b"&") >= MOST_FIELDS:
        raise FormRefused(413, "too_many_fields")
    pairs = parse_qsl(
        body.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace"
    )
    return Form(pairs)


class SignatureCheck:
    """Checks X-Twilio-Signature against the configured tokens (primary, then secondary).

    Source: Twilio, "Webhooks security": Base64(HMAC-SHA1(token, URL + sorted parameters)).
    The signature proves origin, not freshness: callers must not mind a replay.
    """

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._current = tokens[0].encode() if tokens else None
        self._validators = [RequestValidator(token) for token in tokens]

    def check(self, url: str, form: Form, signature: str | None) -> None:
        """Raises FormRefused 403; any doubt and any exception of the library is a refusal."""
        if not signature:
            raise FormRefused(403, "unsigned")
        try:
            if not self._fits(url, form, signature):
                raise FormRefused(403, "wrong_signature")
        except (UnicodeError, TypeError, ValueError) as error:
            raise FormRefused(403, "wrong_signature") from error

    def _fits(self, url: str, form: Form, signature: str) -> bool:
        given = signature.encode()
        return self._fits_at_once(url, form, given) or self._fits_somehow(url, form, given)

    def _fits_at_once(self, url: str, form: Form, given: bytes) -> bool:
        """The usual case by itself, since it is in every ring: the rule above, word for word.

        A quarter of the library's time. It says yes only to what the library says yes to
        (tests/telephony/twilio hold them against each other); whatever else comes is the library's.
        """
        if self._current is None or form.repeats:
            return False
        text = url + "".join([name + form[name] for name in sorted(form)])
        expected = base64.b64encode(hmac.digest(self._current, text.encode(), "sha1"))
        return hmac.compare_digest(expected, given)

    def _fits_somehow(self, url: str, form: Form, given: bytes) -> bool:
        for validator in self._validators:
            for candidate in _spellings(url):
                expected = validator.compute_signature(candidate, form)
                if hmac.compare_digest(expected.encode(), given):
                    return True
        return False


def _spellings(url: str) -> Iterator[str]:
    """The address as configured, then with and without its port: the provider signs either."""
    yield url
    parts = urlsplit(url)
    for other in (remove_port(parts), add_port(parts)):
        if other != url:
            yield other
