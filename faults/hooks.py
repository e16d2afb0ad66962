"""A provider's webhook made by hand: its fields and its signature, without any telephone behind."""

import base64
import hashlib
import hmac

HOOKS = "/telephony/twilio"


def arrival(account: str, sid: str, number: int, status: str) -> dict[str, str]:
    """What is told of somebody's line."""
    from_ = f"+88012{number:08d}"
    return {
        "CallSid": sid,
        "AccountSid": account,
        "From": from_,
        "To": "1098",
        "Caller": from_,
        "Called": "1098",
        "CallStatus": status,
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
    }


def signature(token: str, url: str, fields: dict[str, str]) -> str:
    """Base64 of HMAC-SHA1 over the URL and each sorted name with its value.

    Source: Twilio, "Validating requests".
    """
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()
