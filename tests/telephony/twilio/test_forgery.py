"""Forged webhooks: whatever is changed of an honest one, only the rule's own twins are let in.

The twins are parameters whose boundary moved and values that are repeated: the signature does not
cover either (Twilio, "Webhooks security"). What they may do is in test_signature_table.py.
"""

import base64
import os
import random
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from prometheus_client import REGISTRY
from sqlmodel import func, select

from app.calls.models import Call
from app.core.db import Database
from app.telephony.twilio.forms import Form, FormRefused, parse
from app.telephony.twilio.signature import SignatureCheck
from faults.forms_made import signature
from tests.serving import ACCOUNT, TOKEN, Served

FORGED = int(os.environ.get("FORGED", "20000"))
OVER_HTTP = 400
URL = "https://helpline.example/telephony/twilio/voice?attempt=1"
OLD, SHARED = "o" * 32, {"WK1": b"one key of thirty-two bytes......"}
HOW = "key=WK1,algorithm=HMAC_SHA256"
HONEST = [
    ("AccountSid", ACCOUNT),
    ("CallSid", "CA" + "f" * 32),
    ("CallStatus", "ringing"),
    ("From", "+8801210000001"),
    ("CallerName", "রহিম"),
    ("FromCity", ""),
    ("To", "1098"),
]
Forgery = tuple[str, str, list[tuple[str, str]], str | None]
"""Address, signature, form, and what the header says of the signature."""


def twisted(chance: random.Random, text: str) -> str:
    """A character more or another one, or the end cut off; never the same text."""
    at = chance.randrange(len(text) + 1)
    letter = chance.choice("aZ0+/=%& \u09cb\u200d-_.")
    made = chance.choice(
        (text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :], text[: at - 1])
    )
    return made if made != text else text + "x"


def _key(chance: random.Random, sound: str) -> Forgery:
    key = twisted(chance, chance.choice((TOKEN, OLD)))
    return URL, signature(URL, HONEST, key), HONEST, None


def _address(chance: random.Random, sound: str) -> Forgery:
    return twisted(chance, URL), sound, HONEST, None


def _scheme(chance: random.Random, sound: str) -> Forgery:
    other = chance.choice((
        URL.replace("https", "http"), URL.replace("example", "example:8443"), URL.upper(),
        URL.partition("?")[0], URL + "&", URL.replace("voice", "status"), URL.replace("//", "/"),
    ))  # fmt: skip
    return URL, signature(other, HONEST, TOKEN), HONEST, None


def _value(chance: random.Random, sound: str) -> Forgery:
    at = chance.randrange(len(HONEST))
    form = list(HONEST)
    form[at] = (form[at][0], twisted(chance, form[at][1]))
    return URL, sound, form, None


def _name(chance: random.Random, sound: str) -> Forgery:
    at = chance.randrange(len(HONEST))
    form = list(HONEST)
    form[at] = (twisted(chance, form[at][0]), form[at][1])
    return URL, sound, form, None


def _fewer(chance: random.Random, sound: str) -> Forgery:
    return URL, sound, chance.sample(HONEST, chance.randrange(len(HONEST))), None


def _more(chance: random.Random, sound: str) -> Forgery:
    extra = (chance.choice(("CallSid", "Digits", "x")), twisted(chance, "1"))
    return URL, sound, [*HONEST, extra], None


def _signature(chance: random.Random, sound: str) -> Forgery:
    forged = chance.choice((
        twisted(chance, sound), sound.lower(), sound[:-1], sound * 2, " " + sound,
        base64.b64encode(chance.randbytes(20)).decode(), base64.b64decode(sound).hex(), "",
    ))  # fmt: skip
    return URL, forged, HONEST, None


def _algorithm(chance: random.Random, sound: str) -> Forgery:
    how = chance.choice((
        HOW, twisted(chance, HOW), "key=WK1,algorithm=HMAC_SHA1", "key=,algorithm=none", "", "none",
    ))  # fmt: skip
    return URL, sound, HONEST, how


KINDS: dict[str, Callable[[random.Random, str], Forgery]] = {
    "key": _key,
    "address": _address,
    "scheme": _scheme,
    "value": _value,
    "name": _name,
    "fewer": _fewer,
    "more": _more,
    "signature": _signature,
    "algorithm": _algorithm,
}


def is_twin(url: str, form: list[tuple[str, str]]) -> bool:
    """Whether the rule itself can't tell it from the honest one: it signs the same text."""

    def text(pairs: list[tuple[str, str]]) -> str:
        return "".join(name + value for name, value in sorted(set(pairs)))

    return url == URL and text(form) == text(HONEST)


def test_of_many_forgeries_none_is_accepted() -> None:
    chance = random.Random(1098)
    check, sound = SignatureCheck((TOKEN, OLD), SHARED), signature(URL, HONEST, TOKEN)
    tried: Counter[str] = Counter()
    accepted, twins = [], 0
    while tried.total() < FORGED:
        kind = chance.choice(list(KINDS))
        url, forged, form, how = KINDS[kind](chance, sound)
        if how is None and forged == sound and is_twin(url, form):
            twins += 1
            continue
        tried[kind] += 1
        try:
            check.check(url, parse("application/x-www-form-urlencoded", _body(form)), forged, how)
        except FormRefused as refused:
            if refused.status == 403:
                continue
        accepted.append((kind, url, forged, form, how))
    print(f"{FORGED} forgeries, {len(accepted)} accepted, {twins} twins left out, {dict(tried)}")
    assert accepted == []
    assert min(tried[kind] for kind in KINDS) > FORGED / 20


def test_the_honest_one_is_accepted_by_each_of_our_keys() -> None:
    check = SignatureCheck((TOKEN, OLD), SHARED)
    for token in (TOKEN, OLD):
        check.check(URL, Form(HONEST), signature(URL, HONEST, token))


def test_the_run_would_see_a_forgery_that_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignatureCheck, "_fits_somehow", lambda *_: True)
    with pytest.raises(AssertionError):
        test_of_many_forgeries_none_is_accepted()


def _body(form: list[tuple[str, str]]) -> bytes:
    return urlencode(form).encode()


async def test_over_http_each_is_a_counted_403_and_leaves_nothing(
    served: Served, database: Database
) -> None:
    chance = random.Random(7)
    sound, before, tried = signature(URL, HONEST, TOKEN), _refused(), 0
    url = f"{served.base}/telephony/twilio/voice?attempt=1"
    while tried < OVER_HTTP:
        kind = chance.choice(["key", "value", "name", "fewer", "more", "signature", "algorithm"])
        _, forged, form, how = KINDS[kind](chance, sound)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        headers["x-twilio-signature"] = forged.strip()
        if how is not None:
            headers["x-twilio-webhooks-signature-settings"] = how.encode().decode("latin-1")
        headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        async with served.http.post(url, data=_body(form), headers=headers) as answer:
            assert (answer.status, await answer.text()) == (403, "")
        tried += 1
    assert _refused() == before + OVER_HTTP
    async with database.transaction() as session:
        assert (await session.exec(select(func.count()).select_from(Call))).one() == 0


def _refused() -> float:
    return sum(
        sample.value
        for metric in REGISTRY.collect()
        if metric.name == "helpline_webhooks_refused"
        for sample in metric.samples
        if sample.name.endswith("_total")
    )
