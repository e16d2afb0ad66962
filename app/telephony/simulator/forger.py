"""Makes requests that only look genuine, as strangers without the secret could; sends none."""

import random
from dataclasses import dataclass

from app.telephony.simulator.sign import SIGNATURE_HEADER, Params, signature

WAYS = (
    "wrong_key",
    "no_signature",
    "empty_signature",
    "changed_field",
    "other_address",
    "nonsense",
)


@dataclass(frozen=True)
class Forgery:
    """One made-up request and in which way it was made up."""

    how: str
    url: str
    params: Params
    headers: dict[str, str]


def forgery(draw: random.Random, token: str, url: str, params: Params, method: str) -> Forgery:
    """Something like the genuine request that this one was, in one of `WAYS`.

    A captured signature counts as known to whoever forges (`changed_field`, `other_address`); the
    secret does not.
    """
    how, target = draw.choice(WAYS), url.partition("#")[0]
    captured = signature(token, target, [] if method == "GET" else params)
    if how == "changed_field":
        params = [(name, value + "1" if name == "CallSid" else value) for name, value in params]
        params = [*params, ("Digits", "1")]
    elif how == "other_address":
        target += "/other" if draw.random() < 0.5 else "?other=1"
    signed = {
        "wrong_key": signature(token[::-1] + "x", target, params),
        "empty_signature": "",
        "changed_field": captured,
        "other_address": captured,
        "nonsense": "%%" + captured,
    }
    return Forgery(how, target, params, {SIGNATURE_HEADER: signed[how]} if how in signed else {})
