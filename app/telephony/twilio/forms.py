"""Reads a webhook's form within limits; it understands no parameter and checks no signature."""

from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 200
MOST_DIGITS = 7
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
    """The raw body. Raises FormRefused 413 as soon as it is too large, without reading on,
    and 400 for a length that is no number.
    """
    said = request.headers.get("content-length", "0")
    if not (said.isascii() and said.isdigit()):
        raise FormRefused(400, "not_a_length")
    if len(said) > MOST_DIGITS or int(said) > LARGEST_BODY:
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
