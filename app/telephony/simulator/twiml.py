"""Reads a TwiML document into verbs and refuses what a carrier would; it performs nothing."""

from dataclasses import dataclass
from xml.parsers import expat

MAX_BYTES = 64 * 1024

_SOUNDS = frozenset({"Say", "Play", "Pause"})
VERBS = _SOUNDS | {"Gather", "Enqueue", "Redirect", "Hangup", "Reject", "Dial"}
# Source: Twilio, "TwiML Voice: Enqueue", verbs allowed in the document at waitUrl.
WAIT_VERBS = _SOUNDS | {"Hangup", "Redirect", "Leave", "Gather"}
# Source: Twilio, "Conference Participant resource", hold_url, announce_url and wait_url.
ROOM_VERBS = _SOUNDS | {"Redirect"}
_NESTED: dict[str, frozenset[str]] = {
    "Gather": _SOUNDS,
    "Dial": frozenset({"Conference", "Client", "Number"}),
    "Client": frozenset({"Identity", "Parameter"}),
    # SSML inside Say is read for its text only.
    "Say": frozenset(
        {
            "break",
            "emphasis",
            "lang",
            "p",
            "phoneme",
            "prosody",
            "s",
            "say-as",
            "sub",
            "w",
        }
    ),
}
_NESTED |= dict.fromkeys(_NESTED["Say"], _NESTED["Say"])


class TwimlError(Exception):
    """The document can't be run; `code` is the error number a carrier would log."""

    def __init__(self, code: int, reason: str) -> None:
        """Keep the carrier's error number and a plain reason."""
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Verb:
    """One element: its name, attributes, whole text and nested elements."""

    name: str
    attributes: dict[str, str]
    text: str
    children: tuple["Verb", ...]

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value, or `default` where it is absent."""
        return self.attributes.get(name, default)

    def number(self, name: str, default: float) -> float:
        """A numeric attribute. Raises TwimlError 12200 when it is not a number of zero or more."""
        value = self.attributes.get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = -1
        if not 0 <= number < float("inf"):
            raise TwimlError(12200, f"{self.name} {name} is not a number")
        return number

    def flag(self, name: str, default: bool) -> bool:
        """A true/false attribute; any other word counts as the default, as carriers do."""
        return {"true": True, "false": False}.get(self.get(name).strip().lower(), default)


@dataclass
class _Open:
    name: str
    attributes: dict[str, str]
    text: list[str]
    children: list[Verb]


class _Reader:
    """Collects expat's events into a tree of verbs."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.root: Verb | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.stack.append(_Open(name, attributes, [], []))

    def text(self, data: str) -> None:
        for element in self.stack:
            element.text.append(data)

    def end(self, _name: str) -> None:
        done = self.stack.pop()
        verb = Verb(done.name, done.attributes, "".join(done.text).strip(), tuple(done.children))
        if self.stack:
            self.stack[-1].children.append(verb)
        else:
            self.root = verb


def _refuse_doctype(*_: object) -> None:
    raise TwimlError(12100, "a document type is not allowed")


def _tree(body: bytes) -> Verb:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise TwimlError(12100, f"not well-formed XML: {error}") from None
    if reader.root is None:
        raise TwimlError(12100, "the document is empty")
    return reader.root


def _check_nested(verb: Verb) -> None:
    allowed = _NESTED.get(verb.name, frozenset())
    for child in verb.children:
        if child.name not in allowed:
            raise TwimlError(12200, f"{child.name} is not allowed in {verb.name}")
        _check_nested(child)


def parse(body: bytes, allowed: frozenset[str] = VERBS) -> tuple[Verb, ...]:
    """The verbs of a `<Response>`, in order.

    `allowed` narrows the verbs (the document of a wait URL may use fewer). Raises TwimlError:
    11750 too large, 12100 not XML, 12200 an element that is unknown or stands in a wrong place.
    """
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, "the document is larger than 64 KiB")
    root = _tree(body)
    if root.name != "Response":
        raise TwimlError(12102, "the root element is not Response")
    for verb in root.children:
        if verb.name not in allowed:
            raise TwimlError(12200, f"{verb.name} is not allowed here")
        _check_nested(verb)
    return root.children


def parse_texts(body: bytes) -> list[str]:
    """The texts of a messaging document, in order. Raises TwimlError as `parse` does.

    Source: Twilio, "TwiML for Programmable Messaging": Message, with or without Body.
    """
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, "the document is larger than 64 KiB")
    root = _tree(body)
    if root.name != "Response":
        raise TwimlError(12102, "the root element is not Response")
    if unknown := [verb.name for verb in root.children if verb.name != "Message"]:
        raise TwimlError(12200, f"{unknown[0]} is not allowed here")
    return [verb.text for verb in root.children]
