"""What a message says by each channel: a number and a link, or a code; no name and no place."""

import json
from typing import Final
from uuid import UUID

from app.core.settings import Settings
from app.core.words import words
from app.dispatch.channels import EMAIL, PUSH, TEXT, VOICE
from app.dispatch.code import code_for

TEXT_LANGUAGE: Final = "bn"
"""Every worker reads Bangla; a text has no room for two languages."""
ROSTER: Final = "/field/#/roster"
"""Where a worker sees the own shifts and answers a swap; it wants the sign-in of the app."""
UNITS_OF_ONE_PART: Final = {"ucs2": 70, "gsm7": 160}
"""Source: 3GPP TS 23.040, 9.2.3.24: 140 bytes of one text, in 16-bit units or in 7-bit ones."""


class TooLong(Exception):
    """Not even the shortest wording fits into one part: the public address is too long."""


def words_of(
    settings: Settings, channel: str, step_id: UUID, task_no: int, urgency: str, kind: str
) -> tuple[str, str]:
    """Subject and body by `channel` of an `alert` or a `reminder`. Raises TooLong."""
    say = words(TEXT_LANGUAGE)
    if channel == TEXT:
        return "", text_of(settings, step_id, task_no, kind)
    if channel == EMAIL:
        link = link_of(settings, step_id)
        return say.t(f"mail.{kind}.subject", task=task_no), say.t(f"mail.{kind}.body", link=link)
    if channel == VOICE:
        return "", ""
    return "", payload_of(task_no, urgency) if kind == "alert" else reminder_payload(task_no)


def payload_of(task_no: int, urgency: str) -> str:
    """What a push holds: that there is an alert, its task number and its urgency."""
    told = {"kind": "alert", "task": task_no, "urgency": urgency}
    return json.dumps(told, separators=(",", ":"))


def reminder_payload(task_no: int) -> str:
    """What the push of a reminder holds: the task's number, and not what is waited for."""
    return json.dumps({"kind": "reminder", "task": task_no}, separators=(",", ":"))


def link_of(settings: Settings, step_id: UUID) -> str:
    """The one-tap link of a step."""
    return f"{settings.base_url}/a/{code_for(settings.secret_key.get_secret_value(), step_id)}"


def text_of(settings: Settings, step_id: UUID, task_no: int, kind: str = "alert") -> str:
    """What a text says: the task's number and the link, no name and no place, in one part.

    In Bangla where that fits, else in signs of which a part holds more. `kind`: alert, reminder.
    Raises TooLong.
    """
    say = words(TEXT_LANGUAGE)
    link = link_of(settings, step_id)
    bodies = say.t(f"text.{kind}", task=task_no, link=link), f"1098 {task_no} {link}"
    for body in bodies:
        if fits(body):
            return body
    raise TooLong


def words_of_notice(settings: Settings, channel: str, code: str, to: str) -> tuple[str, str]:
    """Subject and body by `channel` of a notice to `supervisors`, or of a `swap` to a worker.

    Raises TooLong.
    """
    say = words(TEXT_LANGUAGE)
    if channel == PUSH:
        kind = "swap" if to == "swap" else "notice"
        return "", json.dumps({"kind": kind, "code": code}, separators=(",", ":"))
    if to == "supervisors":
        return say.t("mail.notice.subject"), say.t(f"text.notice.{code}")
    link = f"{settings.base_url}{ROSTER}"
    bodies = say.t(f"text.swap.{code}", link=link), f"1098 {link}"
    body = next((body for body in bodies if channel == EMAIL or fits(body)), None)
    if body is None:
        raise TooLong
    return say.t("mail.swap.subject"), body


def fits(body: str) -> bool:
    """Whether a text is one part. ASCII without ``[\\]^`{|}~`` is in every 7-bit alphabet."""
    if body.isascii() and not set(body) & set("[\\]^`{|}~"):
        return len(body) <= UNITS_OF_ONE_PART["gsm7"]
    return len(body.encode("utf-16-le")) // 2 <= UNITS_OF_ONE_PART["ucs2"]
