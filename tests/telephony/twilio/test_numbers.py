"""Numbers as the provider spells them: E.164 or nobody, never all hidden callers as one person."""

import pytest

from app.telephony.twilio.numbers import WITHHELD, normalise

MOBILE = "+8801210000001"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "+",
        "anonymous",
        "Anonymous",
        "RESTRICTED",
        "Unavailable",
        "unknown",
        "Private",
        "+266696687",
        "266696687",
        "+7378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
        "+7748283",
        "id unavailable",
        "sip:anonymous@anonymous.invalid",
        "sip:Anonymous@10.0.0.1:5060;transport=udp",
        "sips:restricted@trunk.example",
        "sip:@trunk.example",
        "sip:+266696687@trunk.example",
        "sip:x@anonymous.invalid",
    ],
)
def test_a_withheld_number_is_nobody(raw: str) -> None:
    assert normalise(raw) == (None, "withheld")


@pytest.mark.parametrize(
    "raw",
    [
        MOBILE,
        "8801210000001",
        "008801210000001",
        "01210000001",
        " 01210000001 ",
        "sip:01210000001@trunk.example",
        "sip:%2B8801210000001@trunk.example;user=phone",
        "sips:+8801210000001@10.0.0.1:5061",
    ],
)
def test_a_mobile_of_this_country_is_the_same_number_in_every_spelling(raw: str) -> None:
    assert normalise(raw) == (MOBILE, "mobile")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("999", ("999", "short")),
        ("1098", ("1098", "short")),
        ("+442079460000", ("+442079460000", "other")),
        ("sip:desk@trunk.example", ("sip:desk@trunk.example", "sip")),
        ("client:counsellor-1", ("client:counsellor-1", "sip")),
        ("bKash", (None, "unknown")),
        ("x" * 500, (None, "unknown")),
    ],
)
def test_other_senders_are_told_apart(raw: str, expected: tuple[str | None, str]) -> None:
    assert normalise(raw) == expected


def test_the_keypad_spelling_of_every_word_is_known() -> None:
    """The five that were seen in the field are among them."""
    assert {"266696687", "7378742833", "2562533", "8656696", "86282452253"} <= WITHHELD
