"""Makes webhooks as nobody should send them, signed and not, and says what an answer must be.

Pure but for the chance it is given; the signature is written down from the carrier's description,
apart from the product's own code.
"""

import base64
import hmac
import random
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

FORM = "application/x-www-form-urlencoded"
LARGEST, MOST_FIELDS = 64 * 1024, 200
Pairs = list[tuple[str, str]]

STATUSES = [
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "failed",
    "no-answer",
    "canceled",
]
RESULTS = [
    "bridged",
    "bridging-in-process",
    "error",
    "hangup",
    "leave",
    "redirected",
    "redirected-from-bridged",
    "queue-full",
    "system-error",
]
EVENTS = [
    "conference-start",
    "conference-end",
    "participant-join",
    "participant-leave",
    "participant-mute",
    "participant-unmute",
    "participant-hold",
    "participant-unhold",
    "participant-modify",
    "participant-speech-start",
    "participant-speech-stop",
    "announcement-end",
    "announcement-fail",
]
MESSAGES = [
    "accepted",
    "scheduled",
    "queued",
    "sending",
    "sent",
    "delivered",
    "undelivered",
    "failed",
    "read",
    "partially_delivered",
    "canceled",
    "receiving",
    "received",
]
NUMBERS = ("+8801299000001", "01299000002", "anonymous", "", "+266696687", "sip:x@y", "client:z")
STRANGE = (
    "\x00", "a\x00b", "\u202eউল্টো", "\u200d😀", "\u09cb", "\u09c7\u09be", "৫৬৭", " ", "\r\n\t",
    "x" * 300, "<Response><Hangup/></Response>", "'; DROP TABLE call; --", "%00%ff", "-1",
    "9" * 40, "NaN", "\ufffe", "\U0010ffff", "null", "true", "[]", "é", "e\u0301",
)  # fmt: skip
DUTY = frozenset({"duty-asked", "duty-agreed"})
"""Asked on a duty phone's own line, which may be let go."""
KEEPS = frozenset({"Enqueue", "Redirect", "Dial", "Leave", "Gather", "Pause"})


@dataclass
class Sent:
    """One request: what goes over the line, and what the maker knows of it."""

    path: str
    body: bytes
    headers: list[tuple[str, str]]
    route: str
    signed: bool
    within: bool
    pairs: Pairs = field(default_factory=list)

    def said(self, name: str) -> str:
        """The last value of a parameter, cleaned as a database needs it."""
        values = [value for key, value in self.pairs if key == name]
        return values[-1].replace("\x00", "").strip() if values else ""


class Maker:
    """Makes requests for one account; what it makes depends on `seed` alone."""

    def __init__(self, base: str, account: str, token: str, seed: int) -> None:
        self._base, self._account, self._token = base, account, token
        self._chance = random.Random(seed)  # noqa: S311 (repeatable, nothing secret)
        self.lines: list[str] = []
        self.calls: list[str] = []
        self.legs: list[str] = []
        self._made = 0

    def make(self) -> Sent:
        """The next request."""
        chance = self._chance
        route, path, pairs = self._honest()
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            pairs = chance.choice(_MANGLED)(chance, pairs)
        body, within = self._written(pairs)
        signed = chance.random() < 0.85
        headers = [("content-type", FORM)]
        url = f"{self._base}/telephony/twilio{path}"
        if signed:
            headers.append(("x-twilio-signature", signature(url, pairs, self._token)))
        else:
            headers += self._unsigned(url, pairs)
        if not signed and chance.random() < 0.1:
            body = chance.randbytes(chance.randrange(400))
        return Sent(path, body, headers, route, signed, within, pairs)

    def _honest(self) -> tuple[str, str, Pairs]:
        chance = self._chance
        call = chance.choice(self.calls) if self.calls and chance.random() < 0.9 else self._id()
        leg = chance.choice(self.legs) if self.legs and chance.random() < 0.8 else self._id()
        step = chance.choice((0, 0, 1, 1, 2, 3, 9, 999_999_999))
        route, path = chance.choice((
            ("voice", "/voice"), ("voice", "/voice?attempt=2&since=1.5&asked=x"),
            ("wait", f"/wait/{call}"), ("digits", f"/digits/{call}/{step}"),
            ("queue-left", f"/queue-left/{call}/{step}"), ("join", f"/join/{call}/{step}"),
            ("back", f"/back/{call}/{step}"), ("dial-done", f"/dial-done/{call}/{step}"),
            ("duty-done", f"/duty-done/{step}?since=9e99"), ("duty-asked", f"/duty-asked/{step}"),
            ("duty-agreed", f"/duty-agreed/{step}"),
            ("counsellor", f"/counsellor/{leg}/{call}/{step}"), ("status", "/status"),
            ("sms", "/sms"), ("leg", f"/leg/{leg}"), ("conference", f"/conference/{call}/{step}"),
            ("text", f"/text/{leg}"),
        ))  # fmt: skip
        return route, path, self._parameters()

    def _parameters(self) -> Pairs:
        chance = self._chance
        known = self.lines and chance.random() < 0.8
        line = chance.choice(self.lines) if known else self._new_line()
        return [
            ("AccountSid", self._account),
            ("CallSid", line),
            ("From", chance.choice(NUMBERS)),
            ("To", "1098"),
            ("CallStatus", chance.choice(STATUSES)),
            ("Direction", chance.choice(("inbound", "inbound", "outbound-api"))),
            ("CallerName", ""),
            ("Digits", chance.choice(("", "1", "2", "#"))),
            ("QueueResult", chance.choice(RESULTS)),
            ("DialBridged", chance.choice(("true", "false"))),
            ("StatusCallbackEvent", chance.choice(EVENTS)),
            ("SequenceNumber", str(chance.randrange(9))),
            ("MessageSid", f"SM{chance.randrange(2_000):032d}"),
            ("MessageStatus", chance.choice(MESSAGES)),
            ("Body", chance.choice(("stop", "কেউ আছেন?", "A" * 22))),
        ]

    def _new_line(self) -> str:
        if len(self.lines) < 1_500:
            self._made += 1
            self.lines.append(f"CAf{self._made:031d}")
        return self.lines[-1]

    def _id(self) -> str:
        return str(UUID(bytes=self._chance.randbytes(16)))

    def _written(self, pairs: Pairs) -> tuple[bytes, bool]:
        """The body, in one of the spellings that mean the same; whether it is within limits."""
        body = urlencode(pairs).encode()
        if self._chance.random() < 0.2:
            every = "".join(f"{_all_escaped(name)}={_all_escaped(value)}&" for name, value in pairs)
            body = every.rstrip("&").encode()
        return body, len(body) <= LARGEST and len(pairs) <= MOST_FIELDS

    def _unsigned(self, url: str, pairs: Pairs) -> list[tuple[str, str]]:
        chance, name = self._chance, "x-twilio-signature"
        forged = signature(url, pairs, "z" * 32)
        return chance.choice((
            [],
            [(name, "")],
            [(name, "=" * 28)],
            [(name, forged)],
            [(name, signature(url + "?", pairs, self._token))],
            [(name, forged), ("x-twilio-webhooks-signature-settings", "key=,algorithm=none")],
            [(name, signature(url, pairs, self._token)),
             ("x-twilio-webhooks-signature-settings", "key=x,algorithm=HMAC_SHA1")],
            [("content-type", "application/json"), (name, forged)],
        ))  # fmt: skip


def signature(url: str, pairs: Pairs, token: str) -> str:
    """Base64 of the HMAC-SHA1 of the address and every sorted name with its distinct values."""
    text = url + "".join(name + value for name, value in sorted(set(pairs)))
    digest = hmac.digest(token.encode(), text.encode("utf-8", "surrogatepass"), "sha1")
    return base64.b64encode(digest).decode()


def wrong(sent: Sent, status: int, document: str, account: str) -> str | None:
    """What is wrong with an answer, in a few words; None when nothing is."""
    if status >= 500:
        return f"{status}"
    if not sent.signed or not sent.within or sent.said("AccountSid") != account:
        return None if 400 <= status < 500 else f"{status} for what is not the provider's"
    if status != 200:
        return f"{status} for a signed webhook"
    try:
        verbs = {element.tag for element in ET.fromstring(document)}  # noqa: S314 (our own answer)
    except ET.ParseError:
        return "no document"
    if sent.path == "/voice" and not verbs & KEEPS:
        return "a ring that is not kept"
    return "an end" if verbs & {"Hangup", "Reject"} and sent.route not in DUTY else None


def _all_escaped(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def _drop(chance: random.Random, pairs: Pairs) -> Pairs:
    return [pair for pair in pairs if chance.random() > 0.3 or pair[0] == "AccountSid"]


def _repeat(chance: random.Random, pairs: Pairs) -> Pairs:
    name = chance.choice(pairs)[0] if pairs else "x"
    if name == "AccountSid":
        return pairs
    return [*pairs, (name, chance.choice(STRANGE))]


def _strange(chance: random.Random, pairs: Pairs) -> Pairs:
    at = chance.randrange(len(pairs)) if pairs else 0
    return [
        (name, chance.choice(STRANGE)) if number == at and name != "AccountSid" else (name, value)
        for number, (name, value) in enumerate(pairs)
    ]


def _more(chance: random.Random, pairs: Pairs) -> Pairs:
    extra = chance.choice((1, 5, 50, 300))
    return pairs + [(f"F{n}", chance.choice(STRANGE)) for n in range(extra)]


def _long(chance: random.Random, pairs: Pairs) -> Pairs:
    return [*pairs, ("CallerName", "য" * chance.choice((200, 5_000, 30_000)))]


def _shuffled(chance: random.Random, pairs: Pairs) -> Pairs:
    return chance.sample(pairs, len(pairs))


def _renamed(chance: random.Random, pairs: Pairs) -> Pairs:
    return [
        (name.lower() if name != "AccountSid" and chance.random() < 0.2 else name, value)
        for name, value in pairs
    ]


_MANGLED: tuple[Callable[[random.Random, Pairs], Pairs], ...] = (
    _drop, _repeat, _strange, _strange, _more, _long, _shuffled, _renamed,
)  # fmt: skip
