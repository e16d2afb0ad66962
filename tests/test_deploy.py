"""What lies in deploy/ fits the product: documents parse, commands exist, secrets are kept."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.core.settings import Settings
from app.telephony.twilio.forms import LARGEST_BODY

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SPOKEN = {"Response", "Say", "Dial", "Number", "Pause", "Redirect"}


def block(text: str, head: str) -> str:
    """Return what stands between the braces after `head`, which holds no inner braces."""
    found = re.search(rf"{re.escape(head)}\s*{{([^{{}}]*)}}", text)
    assert found, head
    return found.group(1)


def test_the_fallback_document_needs_nothing_of_ours_and_never_hangs_up() -> None:
    text = (DEPLOY / "fallback.xml").read_text(encoding="utf-8")
    document = ElementTree.fromstring(text)
    assert document.tag == "Response"
    assert {element.tag for element in document.iter()} <= SPOKEN
    assert not re.search(r"https?://", text)
    last = list(document)[-1]
    assert (last.tag, last.get("method"), last.text) == ("Redirect", "GET", "fallback.xml")


def test_the_fallback_document_speaks_bangla_and_names_only_numbers_that_cannot_ring() -> None:
    document = ElementTree.parse(DEPLOY / "fallback.xml").getroot()
    for said in document.iter("Say"):
        assert said.get("language") == "bn-IN"
        assert said.get("voice")
        assert re.search(r"[\u0980-\u09ff]", said.text or "")
    dial = document.find("Dial")
    assert dial is not None
    numbers = [dial.get("callerId", ""), *(number.text or "" for number in dial.iter("Number"))]
    assert all(re.fullmatch(r"\+88010\d{8}", number) for number in numbers)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_exists_with_few_rights(unit: Path) -> None:
    from app.cli import app

    known = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    text = unit.read_text(encoding="utf-8")
    command = re.search(r"^ExecStart=\S+/helpline (\w+)$", text, re.M)
    assert command
    assert command.group(1) in known
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=helpline", "Restart=always"):
        assert f"\n{line}\n" in text


def test_both_processes_have_a_unit() -> None:
    assert [unit.stem for unit in UNITS] == ["helpline-serve", "helpline-worker"]


def test_the_proxy_keeps_codes_of_links_out_of_every_log() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    https = text.partition("listen 443")[2]
    links = block(https, "location ^~ /a/")
    assert "access_log off;" in links
    assert "error_log /dev/null crit;" in links
    assert "~^/a/   0;" in block(text, "map $uri $loggable")
    assert "$request " not in text
    assert "http_referer" not in text


def test_the_proxy_caps_webhooks_as_we_do_and_redirects_none() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    http, https = text.partition("listen 443")[::2]
    hooks = block(https, "location ^~ /telephony/")
    assert f"client_max_body_size {LARGEST_BODY // 1024}k;" in hooks
    assert not re.search(r"return|rewrite|30\d", hooks)
    assert block(http, "location ^~ /telephony/").strip() == "return 404;"
    assert "rewrite" not in text


def test_the_proxy_believes_no_stranger_about_addresses() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "$proxy_add_x_forwarded_for" not in text
    assert text.count("X-Forwarded-For $remote_addr") == 2  # for all, and again for the socket
    assert f"127.0.0.1:{Settings.model_fields['port'].default}" in text


def test_the_example_settings_are_refused_as_they_stand() -> None:
    example = DEPLOY.parent / ".env.example"
    with pytest.raises(ValueError, match="still the example's"):
        Settings(_env_file=example)
