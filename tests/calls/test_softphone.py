"""Telephones in the browser: a token for one's own line, for some minutes, or a clear no."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from app.calls import softphone
from app.calls.phone import Capabilities, NetworkCannot, must_have
from app.calls.softphone import SoftphoneIsNotSetUp
from app.core.db import Database
from app.core.settings import Settings
from app.telephony.twilio.softphone import makes_tokens
from tests.line import whole_line

KEY, SECRET = "SK" + "7" * 32, "a secret of thirty-two characters"
ACCOUNT, APP = "AC" + "8" * 32, "AP" + "9" * 32


def set_up(settings: Settings, **more: Any) -> Settings:
    return Settings(
        **{
            **settings.model_dump(),
            "twilio_account_sid": ACCOUNT,
            "twilio_api_key": KEY,
            "twilio_api_secret": SECRET,
            **more,
        }
    )


def part(token: str, at: int) -> Any:
    text = token.split(".")[at]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_token_is_signed_with_the_key_and_lets_this_line_be_called(settings: Settings) -> None:
    made = softphone.token(makes_tokens(set_up(settings)), "counsellor-1")
    token = made["token"]
    head, claims = part(token, 0), part(token, 1)
    assert head == {"alg": "HS256", "typ": "JWT", "cty": "twilio-fpa;v=1"}
    assert (claims["iss"], claims["sub"]) == (KEY, ACCOUNT)
    assert claims["grants"] == {
        "identity": "counsellor-1",
        "voice": {"incoming": {"allow": True}},
    }
    assert made["identity"] == "counsellor-1"
    assert 10 * 60 <= claims["exp"] - claims["nbf"] <= 15 * 60
    signed, _, signature = token.rpartition(".")
    wanted = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()
    assert signature == base64.urlsafe_b64encode(wanted).decode().rstrip("=")


def test_dialling_out_is_granted_only_through_a_named_application(settings: Settings) -> None:
    made = softphone.token(makes_tokens(set_up(settings, twilio_app_sid=APP)), "c")
    assert part(made["token"], 1)["grants"]["voice"]["outgoing"]["application_sid"] == APP


@pytest.mark.parametrize(
    "lacks",
    [
        {"twilio_api_key": ""},
        {"twilio_api_secret": ""},
        {"twilio_account_sid": ""},
        {"counsellor_line": "sip:{name}@desk.test"},
    ],
)
def test_without_keys_or_with_desk_telephones_there_is_no_token(
    settings: Settings, lacks: dict[str, str]
) -> None:
    with pytest.raises(SoftphoneIsNotSetUp):
        softphone.token(makes_tokens(set_up(settings, **lacks)), "c")


async def test_over_http_it_is_the_signed_in_persons_own_line(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as person:
            refused = await person.ask("POST", "/softphone/token", expect=409)
            assert refused["code"] == "softphone_is_not_set_up"


@pytest.mark.parametrize("name", ["hold", "mute", "whisper"])
def test_what_a_network_lacks_is_named(name: str) -> None:
    must_have(Capabilities(), name)
    with pytest.raises(NetworkCannot) as refused:
        must_have(Capabilities(**{name: False}), name)
    assert refused.value.facts == {"capability": name}
