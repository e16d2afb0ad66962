"""What lies in deploy/ fits the product: documents parse, commands exist, secrets are kept."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml  # type: ignore[import-untyped]

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
    assert [unit.stem for unit in UNITS] == ["helpline-serve@", "helpline-worker@"]


def test_a_web_process_may_write_its_journal_and_nothing_else() -> None:
    unit = (DEPLOY / "systemd" / "helpline-serve@.service").read_text(encoding="utf-8")
    assert "\nStateDirectory=helpline-1098\n" in unit
    assert "\nEnvironment=HELPLINE_VAR_DIR=/var/lib/helpline-1098\n" in unit
    assert "ReadWritePaths" not in unit


def test_a_webhook_goes_to_the_other_process_within_what_the_provider_waits() -> None:
    hooks = block(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8").partition("listen 443")[2],
        "location ^~ /telephony/",
    )
    again = re.search(r"proxy_next_upstream (.+);", hooks)
    assert again
    assert {"error", "timeout", "non_idempotent"} <= set(again.group(1).split())
    waits = [int(found) for found in re.findall(r"_(?:connect|read)_timeout (\d+)s;", hooks)]
    assert len(waits) == 2
    assert 2 * sum(waits) < 15
    for name in ("nginx-upstream.conf", "compose-upstream.conf"):
        servers = re.findall(r"server \S+:\d+", (DEPLOY / name).read_text(encoding="utf-8"))
        assert len(servers) == 2


def test_compose_runs_two_of_each_and_commands_that_exist() -> None:
    from app.cli import app

    known = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    ours = [one for one in compose["services"].values() if one["image"] == "helpline-1098"]
    commands = [one["command"][0] for one in ours]
    assert sorted(commands) == ["migrate", "serve", "serve", "worker", "worker"]
    assert set(commands) <= known
    for one in compose["services"].values():
        for volume in one.get("volumes", []):
            here = volume.partition(":")[0]
            if here.startswith("./") and here.endswith(".conf"):
                assert (DEPLOY / here).is_file()
    assert "ports" not in compose["services"]["database"]


def test_the_proxy_keeps_codes_of_links_out_of_every_log() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    https = text.partition("listen 443")[2]
    for links in (block(https, f"location ^~ /{door}/") for door in "ad"):
        assert "access_log off;" in links
        assert "error_log /dev/null crit;" in links
    assert re.search(r"~\^/\[ad\]/\s+0;", block(text, "map $uri $loggable"))
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
    upstream = (DEPLOY / "nginx-upstream.conf").read_text(encoding="utf-8")
    assert f"127.0.0.1:{Settings.model_fields['port'].default} " in upstream


def test_the_example_settings_are_refused_as_they_stand() -> None:
    example = DEPLOY.parent / ".env.example"
    with pytest.raises(ValueError, match="still the example's"):
        Settings(_env_file=example)
