"""What the simulated network is told at its start, by argument or environment; no rules."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One network: one account, one public number, one product behind it. Times in seconds."""

    account_sid: str
    auth_token: str
    voice_url: str
    status_url: str = ""
    fallback_url: str = ""
    sms_url: str = ""
    number: str = "1098"
    host: str = "127.0.0.1"
    port: int = 0
    answer_delay: float = 0.3
    speed: float = 1.0
    # Real seconds, never divided by speed: the product's work does not get faster.
    connect_timeout: float = 5.0
    webhook_timeout: float = 15.0
    seed: int = 1098


_OPTIONS: dict[str, tuple[type, str | None, str]] = {
    "listen": (
        str,
        "127.0.0.1:0",
        "address and port to serve on; port 0 picks a free one",
    ),
    "voice-url": (str, None, "where incoming calls are announced"),
    "status-url": (str, "", "where the end of an incoming call is told"),
    "fallback-url": (str, "", "asked for TwiML when another address fails"),
    "sms-url": (str, "", "where texts to the number are told"),
    "account-sid": (str, None, "the account, AC and 32 hexadecimal digits"),
    "auth-token": (
        str,
        None,
        "the account's secret: signs webhooks and opens the REST interface",
    ),
    "number": (str, "1098", "the public number"),
    "answer-delay": (float, "0.3", "seconds until a client: handset answers by itself"),
    "speed": (float, "1", "simulated seconds per real second"),
    "seed": (int, "1098", "seed of everything left to chance"),
}


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app.telephony.simulator",
        description="The other phones: a simulated phone network for Helpline 1098.",
        epilog="Each option may also come from the environment, as in HELPLINE_SIM_VOICE_URL.",
    )
    for name, (kind, default, words) in _OPTIONS.items():
        value = environment.get("HELPLINE_SIM_" + name.upper().replace("-", "_"), default)
        parser.add_argument(
            f"--{name}",
            type=kind,
            default=value,
            required=value is None,
            help=words,
            metavar=name.upper(),
        )
    return parser


def _address(text: str) -> tuple[str, int]:
    host, separator, port = text.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"--listen {text!r} is not ADDRESS:PORT")
    return host.strip("[]") or "127.0.0.1", int(port)


def read(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the command line, then the environment. Exits on a bad option."""
    parser = _parser(environment)
    given = parser.parse_args(arguments)
    try:
        host, port = _address(given.listen)
    except ValueError as error:
        parser.error(str(error))
    if given.speed <= 0:
        parser.error("--speed must be above zero")
    return Settings(
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        voice_url=given.voice_url,
        status_url=given.status_url,
        fallback_url=given.fallback_url,
        sms_url=given.sms_url,
        number=given.number,
        host=host,
        port=port,
        answer_delay=given.answer_delay,
        speed=given.speed,
        seed=given.seed,
    )
