"""The signature agrees with Twilio's validator; documents a carrier would refuse are refused."""

import pytest
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from app.telephony.simulator.sign import signature
from app.telephony.simulator.twiml import WAIT_VERBS, TwimlError, parse

URL = "https://line.example.org/telephony/twilio/voice?a=1&b=%2B2"
FORMS = [
    [],
    [("From", "+8801012345601"), ("CallerName", ""), ("To", "1098")],
    [("B", "2"), ("A", "1"), ("A", "3"), ("A", "1")],
    [("CallerName", "সাহায্য চাই"), ("Digits", "#*")],
    [("CallerName", "a\x00b")],
]


@pytest.mark.parametrize("form", FORMS)
def test_twilios_validator_accepts_our_signature(form: list[tuple[str, str]]) -> None:
    made = signature("secret", URL, form)
    assert RequestValidator("secret").validate(URL, MultiDict(form), made)


def test_another_secret_makes_another_signature() -> None:
    assert signature("secret", URL, []) != signature("other", URL, [])


def test_the_fragment_is_not_signed() -> None:
    assert signature("s", URL + "#rc=2&ct=2000", []) == signature("s", URL, [])


def test_verbs_are_read_with_attributes_text_and_nesting() -> None:
    gather, say = parse(
        b'<?xml version="1.0" encoding="UTF-8"?><Response>'
        b'<Gather numDigits="1" action="/k"><Say language="bn-IN">  \xe0\xa6\x95 </Say></Gather>'
        b"<Say>a <break/>b</Say></Response>"
    )
    assert gather.get("numDigits") == "1"
    assert [child.text for child in gather.children] == ["ক"]
    assert say.text == "a b"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 12100),
        (b"<Response>", 12100),
        (b"not xml", 12100),
        (b"<Answer/>", 12102),
        (b"<Response><Shout/></Response>", 12200),
        (b"<Response><Gather><Dial/></Gather></Response>", 12200),
        (b"<Response><Leave/></Response>", 12200),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><Response><Say>&a;</Say></Response>', 12100),
        (b"<Response><Say>" + b"a" * 70_000 + b"</Say></Response>", 11750),
    ],
)
def test_a_document_a_carrier_refuses_has_its_error_number(body: bytes, code: int) -> None:
    with pytest.raises(TwimlError) as refused:
        parse(body)
    assert refused.value.code == code


def test_a_wait_document_may_not_dial() -> None:
    with pytest.raises(TwimlError):
        parse(b"<Response><Dial>1</Dial></Response>", WAIT_VERBS)
