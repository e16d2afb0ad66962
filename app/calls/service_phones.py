"""Which services may be rung into a conversation, by a code; no counsellor dials a number.

The file that comes along holds numbers that ring nowhere; a real line names its own
(`SERVICE_PHONES`).
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.errors import InputIsInvalid

EXAMPLES = Path(__file__).resolve().parent / "services.csv"
MOST_SERVICES = 40
_CODE = re.compile(r"[a-z0-9_]{1,20}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")


@dataclass(frozen=True)
class ServicePhone:
    """One service: its code, its number in E.164 or as a national short code, and its names."""

    code: str
    number: str
    bn: str
    en: str


class ServicePhonesUnreadable(Exception):
    """The file of services can't be used; the sentence names the line."""


@cache
def read_services(path: Path | None) -> dict[str, ServicePhone]:
    """The services by code: `code,number,bn,en` a line under that heading.

    None is the file that comes along. Raises ServicePhonesUnreadable.
    """
    path = path or EXAMPLES
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ServicePhonesUnreadable(f"{path} can't be read: {type(error).__name__}") from error
    services: dict[str, ServicePhone] = {}
    for at, line in enumerate(lines, start=2):
        one = _service(line)
        if one is None or one.code in services:
            raise ServicePhonesUnreadable(f"{path}, line {at}: must be `code,number,bn,en`, once")
        services[one.code] = one
    if len(services) > MOST_SERVICES:
        raise ServicePhonesUnreadable(f"{path} has more than {MOST_SERVICES} services")
    return services


def _service(line: dict[str, str]) -> ServicePhone | None:
    told = [(line.get(name) or "").strip() for name in ("code", "number", "bn", "en")]
    code, number, bn, en = told
    fits = _CODE.fullmatch(code) and _NUMBER.fullmatch(number) and bn and en
    return ServicePhone(code, number, bn, en) if fits else None


def service_of(path: Path | None, code: str) -> ServicePhone:
    """The service of this code. Raises InputIsInvalid, naming those there are."""
    services = read_services(path)
    if code not in services:
        raise InputIsInvalid(f"Choose one of: {', '.join(services)}.", field="service")
    return services[code]
