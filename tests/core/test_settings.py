"""Settings: readable refusals, no default secret."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.settings import Settings
from tests.conftest import SECRETS


def made(**changed: Any) -> Settings:
    return Settings(_env_file=None, **{**SECRETS, **changed})


@pytest.mark.parametrize("name", ["secret_key", "data_keys", "index_key"])
@pytest.mark.parametrize("value", ["", "short", "change-me-" * 8])
def test_it_refuses_to_start_on_a_secret_that_is_none(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=f"HELPLINE_{name.upper()}"):
        made(**{name: value})


@pytest.mark.parametrize("name", ["secret_key", "data_keys", "index_key"])
def test_there_is_no_default_secret(name: str) -> None:
    assert Settings.model_fields[name].is_required()


@pytest.mark.parametrize(
    "value", ["nokey" * 10, "1:" + "not base64!" * 5, "1:" + base64.b64encode(b"k" * 31).decode()]
)
def test_broken_data_keys_are_named(value: str) -> None:
    with pytest.raises(ValidationError, match="HELPLINE_DATA_KEYS"):
        made(data_keys=value)


def test_a_secret_is_never_shown() -> None:
    shown = repr(made())
    for name in ("secret_key", "data_keys", "index_key", "twilio_auth_token"):
        assert SECRETS[name] not in shown


def test_the_simulator_is_only_another_address() -> None:
    assert made(phone="simulator", simulator_port=4321).phone_api_url == "http://127.0.0.1:4321"
    assert made(twilio_api_url="http://127.0.0.1:9/").phone_api_url == "http://127.0.0.1:9"


def test_the_first_data_key_is_the_one_that_seals() -> None:
    keys = ",".join(f"{n}:{base64.b64encode(bytes([n]) * 32).decode()}" for n in (7, 3))
    assert list(made(data_keys=keys).master_keys) == [7, 3]


@pytest.mark.parametrize(
    ("public_url", "port"),
    [
        (None, 2098),
        ("https://helpline.example", 443),
        ("http://helpline.example/", 80),
        ("https://helpline.example:8443", 8443),
    ],
)
def test_the_public_port_is_what_the_world_sees_not_where_a_process_listens(
    settings: Settings, public_url: str | None, port: int
) -> None:
    changed = {"public_url": public_url, "port": 2098}
    assert settings.model_copy(update=changed).public_port == port
