"""Shared keys (HMAC-SHA256): key and algorithm are our settings', whatever the header says."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from app.core.settings import Settings
from app.telephony.twilio.forms import Form, FormRefused
from app.telephony.twilio.signature import HOW, SignatureCheck
from tests.conftest import SECRETS
from tests.serving import ACCOUNT, TOKEN, Served, serving, sign
from tests.telephony.twilio.test_webhooks import ARRIVAL

KEYS = {"WK1": b"one key of thirty-two bytes......", "WK2": b"the next one, while both count..."}
SETTING = ",".join(f"{id_}:{base64.b64encode(key).decode()}" for id_, key in KEYS.items())
URL = "https://helpline.example/telephony/twilio/voice"
FORM = Form([("CallSid", "CA1"), ("From", ""), ("To", "1098"), ("To", "1098"), ("To", "+88")])


def signed(key: bytes, url: str = URL, form: Form = FORM, how: Any = hashlib.sha256) -> str:
    """By the description alone, apart from our own code."""
    text = url
    for name in sorted(set(form)):
        text += "".join(name + value for value in sorted(set(form.getall(name))))
    return base64.b64encode(hmac.new(key, text.encode(), how).digest()).decode()


def says(key_id: str, algorithm: str = "HMAC_SHA256") -> str:
    return f"key={key_id},algorithm={algorithm}"


def accepted(signature: str, how: str | None, *, shared_only: bool = False, url: str = URL) -> bool:
    try:
        SignatureCheck((TOKEN,), KEYS, shared_only=shared_only).check(url, FORM, signature, how)
    except FormRefused:
        return False
    return True


@pytest.mark.parametrize("key_id", KEYS)
def test_either_key_of_a_rotation_counts(key_id: str) -> None:
    assert accepted(signed(KEYS[key_id]), says(key_id))


@pytest.mark.parametrize("url", [URL.replace(".example", ".example:443"), URL])
def test_with_or_without_the_port_it_is_the_same_address(url: str) -> None:
    assert accepted(signed(KEYS["WK1"], url), says("WK1"))


@pytest.mark.parametrize(
    ("signature", "how"),
    [
        (signed(KEYS["WK2"]), says("WK1")),
        (signed(KEYS["WK1"]), says("WK3")),
        (signed(KEYS["WK1"]), says("")),
        (signed(KEYS["WK1"]), None),
        (signed(KEYS["WK1"]), ""),
        (signed(KEYS["WK1"]), says("WK1") + " "),
        (signed(KEYS["WK1"]), says("WK1").lower()),
        (signed(KEYS["WK1"]), f"algorithm=HMAC_SHA256,key=WK1,{says('WK1')}"),
        (signed(KEYS["WK1"], how=hashlib.sha1), says("WK1", "HMAC_SHA1")),
        (signed(KEYS["WK1"], how=hashlib.sha1), says("WK1")),
        (signed(KEYS["WK1"], how=hashlib.sha1), None),
        (signed(KEYS["WK1"], how=hashlib.md5), says("WK1", "HMAC_MD5")),
        (signed(b""), says("WK1", "none")),
        ("", says("WK1")),
        (signed(TOKEN.encode()), says("WK1")),
        (signed(TOKEN.encode(), how=hashlib.sha1), says("WK1")),
        (signed(TOKEN.encode()), None),
        (signed(TOKEN.encode()), says(TOKEN)),
    ],
)
def test_no_other_key_and_no_other_algorithm_is_chosen_by_a_header(
    signature: str, how: str | None
) -> None:
    assert not accepted(signature, how)


def test_the_accounts_token_counts_beside_them_until_we_say_otherwise() -> None:
    by_token = signed(TOKEN.encode(), how=hashlib.sha1)
    assert accepted(by_token, None)
    assert not accepted(by_token, None, shared_only=True)
    assert accepted(signed(KEYS["WK1"]), says("WK1"), shared_only=True)


@pytest.mark.parametrize(
    "setting",
    ["WK1", "WK1:", "WK1:%%%", "WK1:c2hvcnQ=", ":b25l", f"{SETTING},WK1:{'QUFB' * 12}", "a b:QUFB"],
)
def test_a_setting_that_can_not_be_read_stops_the_start(setting: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, twilio_shared_keys=SecretStr(setting), **SECRETS)


def test_shared_keys_only_wants_a_shared_key() -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, twilio_shared_keys_only=True, **SECRETS)


@pytest.fixture
async def served_with_keys(settings: Settings, database_url: str) -> AsyncIterator[Served]:
    own = Settings(
        _env_file=None,
        var_dir=settings.var_dir,
        twilio_shared_keys=SecretStr(SETTING),
        twilio_shared_keys_only=True,
        **SECRETS,
    )
    async with serving(own, database_url) as served:
        yield served


async def test_a_ring_signed_with_a_shared_key_is_greeted(served_with_keys: Served) -> None:
    served, sent = served_with_keys, {"AccountSid": ACCOUNT, **ARRIVAL}
    url = f"{served.base}/telephony/twilio/voice"
    signature = signed(KEYS["WK2"], url, Form(list(sent.items())))
    for how, status in ((says("WK2"), 200), (says("WK1"), 403)):
        headers = {"x-twilio-signature": signature, HOW: how}
        async with served.http.post(url, data=sent, headers=headers) as answer:
            assert answer.status == status
    assert (await served.hook("/voice", ARRIVAL, signature=sign(url, sent)))[0] == 403


@pytest.mark.parametrize("how", ["", "none", says("WK1"), says("WK9"), says("WK1", "HMAC_SHA1")])
def test_a_token_counts_only_without_that_header(how: str) -> None:
    plain = Form([("CallSid", "CA1")])
    by_token = signed(TOKEN.encode(), form=plain, how=hashlib.sha1)
    check = SignatureCheck((TOKEN,), KEYS)
    check.check(URL, plain, by_token)
    with pytest.raises(FormRefused):
        check.check(URL, plain, by_token, how)
