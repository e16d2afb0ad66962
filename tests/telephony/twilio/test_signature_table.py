"""Each measured case of how webhooks are signed (what the provider's library does, and what we do).

Parameter boundaries and repeated values are not covered by a signature: what it lets through then
must meet our own rules, and those keep a caller on the line and change nothing.
"""

import json
from urllib.parse import urlencode

import pytest
from sqlmodel import func, select

from app.calls.models import Call
from app.core.db import Database
from app.core.settings import Settings
from tests.serving import ACCOUNT, TOKEN, Served, serving, sign
from tests.telephony.twilio.test_webhooks import ARRIVAL, verbs

WHOLE = {"AccountSid": ACCOUNT, **ARRIVAL}
NFC, NFD = "\u09cb", "\u09c7\u09be"
FORM = "application/x-www-form-urlencoded"


async def post(
    served: Served,
    body: str | bytes,
    signature: str | None,
    *,
    path: str = "/voice",
    kind: str = FORM,
    **headers: str,
) -> tuple[int, str]:
    sent = {"content-type": kind, **headers}
    if signature is not None:
        sent["x-twilio-signature"] = signature
    url = f"{served.base}/telephony/twilio{path}"
    async with served.http.post(url, data=body, headers=sent) as answer:
        return answer.status, await answer.text()


def of(served: Served, said: dict[str, str] | None = None, url: str = "") -> str:
    return sign(url or f"{served.base}/telephony/twilio/voice", WHOLE if said is None else said)


async def calls(database: Database) -> int:
    async with database.transaction() as session:
        return (await session.exec(select(func.count()).select_from(Call))).one()


async def test_a_blank_parameter_counts(served: Served) -> None:
    assert (await post(served, urlencode(WHOLE), of(served)))[0] == 200
    without = {name: value for name, value in WHOLE.items() if value}
    assert len(without) < len(WHOLE)
    assert (await post(served, urlencode(without), of(served, without)))[0] == 200


async def test_values_are_checked_as_they_came_neither_stripped_nor_normalised(
    served: Served,
) -> None:
    for name in (" রহিম ", NFC, NFD):
        said = {**WHOLE, "CallerName": name}
        assert (await post(served, urlencode(said), of(served, said)))[0] == 200
    for sent, signed in ((NFC, NFD), (NFD, NFC), ("a ", "a")):
        body = urlencode({**WHOLE, "CallerName": sent})
        signature = of(served, {**WHOLE, "CallerName": signed})
        assert (await post(served, body, signature))[0] == 403


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("http://", "https://"),
        lambda url: url + "/",
        lambda url: url.replace("/voice", "/Voice"),
        lambda url: url + "?attempt=1",
        lambda url: url + "#rc=2",
        lambda url: url.replace("127.0.0.1", "localhost"),
    ],
)
async def test_another_address_is_another_signature(served: Served, change: object) -> None:
    url = f"{served.base}/telephony/twilio/voice"
    signature = of(served, url=change(url))  # type: ignore[operator]
    assert (await post(served, urlencode(WHOLE), signature))[0] == 403


async def test_the_query_counts_as_it_was_written(served: Served) -> None:
    path, other = "/voice?attempt=1&since=1%2B1", "/voice?since=1%2B1&attempt=1"
    signature = of(served, url=f"{served.base}/telephony/twilio{path}")
    assert (await post(served, urlencode(WHOLE), signature, path=path))[0] == 200
    assert (await post(served, urlencode(WHOLE), signature, path=other))[0] == 403


async def test_no_header_says_which_address_was_called(served: Served) -> None:
    """A proxy's words and the Host are anybody's: the address is the configured one."""
    signature = of(served)
    lies = {
        "host": "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "444",
        "forwarded": "host=evil.example;proto=https",
    }
    assert (await post(served, urlencode(WHOLE), signature, **lies))[0] == 200
    theirs = of(served, url="https://evil.example/telephony/twilio/voice")
    assert (await post(served, urlencode(WHOLE), theirs, **lies))[0] == 403


@pytest.mark.parametrize(
    ("public", "signed", "status"),
    [
        ("https://helpline.example", "https://helpline.example", 200),
        ("https://helpline.example", "https://helpline.example:443", 200),
        ("https://helpline.example:443", "https://helpline.example", 200),
        ("https://helpline.example:8443", "https://helpline.example:8443", 200),
        ("https://helpline.example:8443", "https://helpline.example", 200),
        ("https://helpline.example", "https://helpline.example:8443", 403),
        ("https://helpline.example", "http://helpline.example", 403),
        ("https://helpline.example/behind", "https://helpline.example/behind", 200),
    ],
)
async def test_behind_a_proxy_the_public_address_counts_with_or_without_its_port(
    settings: Settings, database_url: str, public: str, signed: str, status: int
) -> None:
    async with serving(settings, database_url, public=public) as served:
        signature = of(served, url=f"{signed}/telephony/twilio/voice")
        assert (await post(served, urlencode(WHOLE), signature))[0] == status


@pytest.mark.parametrize(
    ("sent", "signed"),
    [
        ([("Digits1", "")], [("Digits", "1")]),
        ([("Fro", "m+8801210000009")], [("From", "+8801210000009")]),
        ([("CallSi", "dCA1")], [("CallSid", "CA1")]),
    ],
)
async def test_a_moved_boundary_has_the_same_signature_and_gains_nothing(
    served: Served, database: Database, sent: list[tuple[str, str]], signed: list[tuple[str, str]]
) -> None:
    """The twin is let in by the rule itself, lacks what the honest one had, and opens no ticket."""
    account = [("AccountSid", ACCOUNT)]
    signature = of(served, dict([*account, *signed]))
    status, document = await post(served, urlencode([*account, *sent]), signature)
    assert status == 200
    assert verbs(document) == ["Say", "Pause", "Redirect"]
    assert await calls(database) == 0


async def test_a_moved_boundary_of_a_pressed_key_presses_no_key(
    served: Served, database: Database
) -> None:
    await served.hook("/voice", ARRIVAL)
    async with database.transaction() as session:
        call = (await session.exec(select(Call))).one()
    path = f"/digits/{call.id}/0"
    honest = {"AccountSid": ACCOUNT, "CallSid": ARRIVAL["CallSid"], "Digits": "1"}
    twin = {"AccountSid": ACCOUNT, "CallSid": ARRIVAL["CallSid"], "Digits1": ""}
    signature = of(served, honest, f"{served.base}/telephony/twilio{path}")
    assert (await post(served, urlencode(twin), signature, path=path))[0] == 200
    assert await (await database.raw()).fetchval("SELECT count(*) FROM contact_word") == 0


async def test_repeated_equal_values_have_the_same_signature_and_one_effect(
    served: Served, database: Database
) -> None:
    twice = urlencode([*WHOLE.items(), *WHOLE.items(), *WHOLE.items()])
    first = await post(served, urlencode(WHOLE), of(served))
    assert await post(served, twice, of(served)) == first
    assert await calls(database) == 1


async def test_a_json_body_is_no_webhook_whatever_is_signed(
    served: Served, database: Database
) -> None:
    body = json.dumps(WHOLE).encode()
    for path in ("/voice", "/voice?bodySHA256=" + "0" * 64):
        signature = of(served, {}, f"{served.base}/telephony/twilio{path}")
        refused = await post(served, body, signature, path=path, kind="application/json")
        assert refused[0] == 415
    assert await calls(database) == 0


async def test_a_signature_of_an_address_alone_opens_nothing_with_an_empty_form(
    served: Served, database: Database
) -> None:
    path = "/voice?bodySHA256=" + "0" * 64
    signature = of(served, {}, f"{served.base}/telephony/twilio{path}")
    assert (await post(served, b"", signature, path=path))[0] == 403
    assert await calls(database) == 0


@pytest.mark.parametrize("signature", [None, "", "é", "=", "a" * 4000, "\u0acd"])
async def test_a_missing_or_strange_signature_is_a_plain_no(
    served: Served, signature: str | None
) -> None:
    raw = signature.encode("utf-8", "ignore").decode("latin-1") if signature else signature
    assert (await post(served, urlencode(WHOLE), raw))[0] == 403


async def test_a_lone_surrogate_is_no_error_and_no_way_in(served: Served) -> None:
    body = urlencode(WHOLE) + "&CallerName=%ED%A0%80"
    said = {**WHOLE, "CallerName": "\ud800"}
    assert (await post(served, body, of(served, said)))[0] == 403


async def test_a_signed_nul_byte_is_cleaned_and_the_caller_is_greeted(
    served: Served, database: Database
) -> None:
    said = {**WHOLE, "CallerName": "a\x00b", "From": "+88012\x0010000001"}
    status, document = await post(served, urlencode(said), of(served, said))
    assert (status, verbs(document)) == (200, ["Say", "Enqueue"])
    assert await calls(database) == 1


async def test_the_idempotency_header_is_not_signed_and_counts_for_nothing(
    served: Served, database: Database
) -> None:
    answers = {
        await post(served, urlencode(WHOLE), of(served), **{"i-twilio-idempotency-token": token})
        for token in ("one", "two")
    }
    assert len(answers) == 1
    other = {**WHOLE, "CallSid": "CA" + "b" * 32}
    await post(served, urlencode(other), of(served, other), **{"i-twilio-idempotency-token": "one"})
    assert await calls(database) == 2


@pytest.mark.parametrize("length", ["x", "-1", "9" * 40, "1_0", "٣"])
async def test_a_length_that_is_no_number_is_refused_before_the_body_is_read(length: str) -> None:
    from starlette.requests import Request

    from app.telephony.twilio.forms import FormRefused, read_body

    async def nothing() -> dict[str, object]:
        raise AssertionError("the body was read")

    headers = [(b"content-length", length.encode("utf-8"))]
    scope = {"type": "http", "headers": headers, "method": "POST"}
    with pytest.raises(FormRefused):
        await read_body(Request(scope, nothing))


@pytest.mark.parametrize("path", ["/", "/nowhere", "/voice/", "/wait/x", "/text/1", "/%00", "//"])
async def test_an_address_that_is_not_ours_is_a_plain_no(served: Served, path: str) -> None:
    assert (await post(served, b"", None, path=path))[0] == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_another_method_than_post_is_a_plain_no(served: Served, method: str) -> None:
    url = f"{served.base}/telephony/twilio/voice"
    async with served.http.request(method, url) as answer:
        assert answer.status == 405


@pytest.mark.parametrize("digits", [10, 30, 5_000])
async def test_a_step_of_too_many_digits_is_no_address_of_ours(served: Served, digits: int) -> None:
    assert (await post(served, b"", None, path=f"/duty-done/{'9' * digits}"))[0] == 404


async def test_both_tokens_of_a_rotation_are_accepted_at_once(
    settings: Settings, database_url: str
) -> None:
    from pydantic import SecretStr

    both = {
        "twilio_auth_token": SecretStr("n" * 32),
        "twilio_auth_token_secondary": SecretStr(TOKEN),
    }
    async with serving(settings.model_copy(update=both), database_url) as served:
        url = f"{served.base}/telephony/twilio/voice"
        for token, status in (("n" * 32, 200), (TOKEN, 200), ("o" * 32, 403), ("", 403)):
            assert (await post(served, urlencode(WHOLE), sign(url, WHOLE, token)))[0] == status
