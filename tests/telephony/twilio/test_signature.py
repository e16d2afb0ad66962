"""Our own signature check and the provider's library agree on every form."""

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from app.telephony.twilio.forms import Form, FormRefused
from app.telephony.twilio.signature import SignatureCheck

URL = "http://helpline.test/telephony/twilio/voice"
TOKENS = ("n" * 32, "o" * 32)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(WORDS, WORDS), max_size=12)


def accepted(url: str, form: Form, signature: str) -> bool:
    try:
        SignatureCheck(TOKENS).check(url, form, signature)
    except FormRefused:
        return False
    return True


@given(PAIRS)
def test_what_the_library_signs_is_accepted_with_either_token(pairs: list[tuple[str, str]]) -> None:
    form = Form(pairs)
    for token in TOKENS:
        signature = RequestValidator(token).compute_signature(URL, form)
        assert accepted(URL, form, signature)


@given(PAIRS)
def test_the_quick_check_says_yes_only_where_the_library_does(pairs: list[tuple[str, str]]) -> None:
    form, check = Form(pairs), SignatureCheck(TOKENS)
    for signer in (*TOKENS, "somebody else's"):
        signature = RequestValidator(signer).compute_signature(URL, form)
        library = RequestValidator(TOKENS[0]).compute_signature(URL, form) == signature
        assert check._fits_at_once(URL, form, signature.encode()) <= library


@given(PAIRS, WORDS)
def test_a_form_changed_after_signing_is_refused(pairs: list[tuple[str, str]], more: str) -> None:
    signature = RequestValidator(TOKENS[0]).compute_signature(URL, Form(pairs))
    assert not accepted(URL, Form([*pairs, ("CallSid", f"CA{more}")]), signature)


def test_the_same_signature_for_another_address_is_refused() -> None:
    form = Form([("CallSid", "CA1")])
    signature = RequestValidator(TOKENS[0]).compute_signature(URL, form)
    assert not accepted(URL + "?attempt=1", form, signature)


def test_without_a_token_nothing_is_accepted() -> None:
    form = Form([("CallSid", "CA1")])
    signature = RequestValidator("").compute_signature(URL, form)
    check = SignatureCheck(())
    assert not check._fits_at_once(URL, form, signature.encode())
