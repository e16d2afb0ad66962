"""Invented voice webhooks, signed as the provider signs them; must not know who answers them."""

import base64
import hmac
import itertools
import random
from collections.abc import Iterator
from urllib.parse import urlencode

PATH = "/telephony/twilio/voice"
ACCOUNT = "AC" + "0" * 32
NUMBER = "1098"
TOKEN_BYTES = 420
"""A real webhook carries a call token of about this length, which has to be read and signed too."""


def forms(seed: int) -> Iterator[dict[str, str]]:
    """Endless callers with numbers that can't ring (operator prefix 010) and names for no one.

    The fields are those of the provider's voice webhook (source: Twilio, "TwiML for Voice:
    request parameters"), so that parsing and signing cost what they cost in earnest.
    """
    drawn = random.Random(seed)
    token = "".join(
        drawn.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij0123456789-_", k=TOKEN_BYTES)
    )
    for count in itertools.count():
        number = f"+88010{drawn.randrange(10**8):08d}"
        yield {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": f"CA{seed & 0xFFFFFFFFFFFF:012x}{count:08x}{drawn.getrandbits(48):012x}",
            "CallStatus": "ringing",
            "CallToken": token,
            "Called": NUMBER,
            "CalledCity": "",
            "CalledCountry": "BD",
            "CalledState": "",
            "CalledZip": "",
            "Caller": number,
            "CallerCity": "",
            "CallerCountry": "BD",
            "CallerState": "",
            "CallerZip": "",
            "Direction": "inbound",
            "From": number,
            "FromCity": "",
            "FromCountry": "BD",
            "FromState": "",
            "FromZip": "",
            "To": NUMBER,
            "ToCity": "",
            "ToCountry": "BD",
            "ToState": "",
            "ToZip": "",
        }


def signature(token: str, url: str, form: dict[str, str]) -> str:
    """X-Twilio-Signature: Base64(HMAC-SHA1(token, address and the sorted fields))."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def request(base: str, token: str, form: dict[str, str]) -> bytes:
    """The whole HTTP/1.1 request, ready for a kept-alive line. `base` is like http://host:port."""
    body = urlencode(form)
    return (
        f"POST {PATH} HTTP/1.1\r\n"
        f"Host: {base.partition('//')[2]}\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"I-Twilio-Idempotency-Token: {form['CallSid']}\r\n"
        f"X-Twilio-Signature: {signature(token, base + PATH, form)}\r\n"
        "\r\n"
        f"{body}"
    ).encode()
