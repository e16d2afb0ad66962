"""The policy of our pages: nothing from elsewhere, but the voice of a browser's telephone."""

import pytest

from app.core.settings import Settings
from app.main import security_headers
from app.telephony.twilio.softphone import SIGNALLING
from app.wiring import softphone, softphone_address


def directives(telephone: str | None) -> dict[str, list[str]]:
    policy = dict(security_headers(telephone))[b"content-security-policy"].decode()
    parts = [one.split() for one in policy.split(";") if one.strip()]
    return {name: sources for name, *sources in parts}


def test_a_page_loads_and_asks_nothing_of_other_hosts() -> None:
    found = directives(None)
    assert found["connect-src"] == ["'self'"]
    assert "media-src" not in found
    sources = {one for name, many in found.items() if name != "img-src" for one in many}
    assert sources <= {"'self'", "'none'"}


def test_with_a_telephone_in_the_browser_one_address_more_may_be_reached_and_no_script() -> None:
    plain, found = directives(None), directives(softphone_address())
    assert found.pop("connect-src") == ["'self'", SIGNALLING]
    assert found.pop("media-src") == ["'self'", "mediastream:"]
    plain.pop("connect-src")
    assert found == plain


@pytest.mark.parametrize("line", ["client:{name}", "sip:{name}@pbx"])
def test_desk_telephones_open_no_address(settings: Settings, line: str) -> None:
    desk = settings.model_copy(update={"counsellor_line": line, "twilio_api_key": ""})
    assert softphone(desk) is None
