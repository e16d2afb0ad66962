"""What is below the provider's addresses but is none of them gets a plain refusal, never a 500."""

import pytest

from tests.serving import Served


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/telephony/twilio/voice/other", 404),
        ("POST", "/telephony/twilio/wait/not-a-call", 404),
        ("GET", "/telephony/twilio/voice", 405),
        ("POST", "/telephony/elsewhere", 404),
    ],
)
async def test_an_unknown_address_or_method_is_refused_plainly(
    served: Served, method: str, path: str, status: int
) -> None:
    async with served.http.request(method, served.base + path, data=b"CallSid=CA1") as answer:
        assert answer.status == status
