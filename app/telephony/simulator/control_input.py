"""Reads what the control interface is sent, names a wrong field and changes nothing."""

import dataclasses
from typing import Any

from aiohttp import web

from app.telephony.simulator.disorder import Knobs
from app.telephony.simulator.handsets import SCENARIOS, TEXT_BEHAVIOURS, Rule
from app.telephony.simulator.legs import Step

_KEYS = frozenset("0123456789*#ABCD")


class BadControl(Exception):
    """What was sent can't be used: the field and why."""

    def __init__(self, field: str, message: str, status: int = 400) -> None:
        """Name the field and say what is wrong with it."""
        super().__init__(f"{field}: {message}")
        self.field, self.status = field, status

    def response(self) -> web.Response:
        """The refusal as JSON."""
        return web.json_response({"error": str(self), "field": self.field}, status=self.status)


async def body(request: web.Request) -> dict[str, Any]:
    """The JSON object sent; an empty body is an empty object. Raises BadControl."""
    if not request.can_read_body:
        return {}
    try:
        sent = await request.json()
    except ValueError:
        raise BadControl("body", "is not JSON") from None
    if not isinstance(sent, dict):
        raise BadControl("body", "is not a JSON object")
    return sent


def text(sent: dict[str, Any], field: str, default: str = "") -> str:
    """A string field. Raises BadControl."""
    value = sent.get(field, default)
    if not isinstance(value, str):
        raise BadControl(field, "is not text")
    return value


def seconds(sent: dict[str, Any], field: str, default: float = 0.0) -> float:
    """A length in simulated seconds, zero or more. Raises BadControl."""
    value = sent.get(field, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise BadControl(field, "is not a number of seconds")
    return float(value)


def keys(sent: dict[str, Any], field: str) -> str:
    """Telephone keys. Raises BadControl."""
    pressed = text(sent, field)
    if not set(pressed) <= _KEYS:
        raise BadControl(field, "has something that is not a telephone key")
    return pressed


def script(sent: dict[str, Any]) -> list[Step]:
    """The steps of a scripted caller. Raises BadControl."""
    steps = sent.get("script") or []
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise BadControl("script", "is not a list of steps")
    return [
        Step(seconds(step, "after_s"), keys(step, "press"), step.get("hang_up") is True)
        for step in steps
    ]


def extra_params(sent: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """More webhook parameters, such as `SipHeader_…`, as an object. Raises BadControl."""
    given = sent.get("extra") or {}
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise BadControl("extra", "is not an object of texts")
    return tuple((str(name), value) for name, value in given.items())


def rule(sent: dict[str, Any], before: Rule) -> Rule:
    """A telephone's new behaviour; what is not sent stays as it was. Raises BadControl.

    `scenario` names a whole behaviour (`handsets.SCENARIOS`), which the other fields then change.
    """
    if "scenario" in sent:
        named = SCENARIOS.get(text(sent, "scenario"))
        if named is None:
            raise BadControl("scenario", f"is not one of {', '.join(SCENARIOS)}")
        before = named
    fails = sent.get("fails", before.fails)
    if not isinstance(fails, bool):
        raise BadControl("fails", "is not true or false")
    answer = sent.get("answer", before.answer)
    if answer is not None and not isinstance(answer, bool):
        raise BadControl("answer", "is not true, false or null")
    behaviour = text(sent, "text", before.text)
    if behaviour not in TEXT_BEHAVIOURS:
        raise BadControl("text", f"is not one of {', '.join(TEXT_BEHAVIOURS)}")
    press = keys(sent, "press") if "press" in sent else before.press
    after, talks = (seconds(sent, key, getattr(before, key)) for key in ("after_s", "talks_s"))
    return Rule(answer, after, press, behaviour, fails, talks)


def _knob(value: Any, usual: Any) -> Any:
    """A knob's value in the kind of its usual one. Raises TypeError or ValueError."""
    if isinstance(usual, tuple):
        low, high = value
        return float(low), float(high)
    return type(usual)(value)


def knobs(sent: dict[str, Any]) -> Knobs:
    """Settings of disorder; what is not sent is calm. Raises BadControl."""
    known = {knob.name: knob for knob in dataclasses.fields(Knobs)}
    if unknown := set(sent) - set(known):
        raise BadControl(min(unknown), "is not a knob")
    try:
        given = {name: _knob(value, known[name].default) for name, value in sent.items()}
        return Knobs(**given)
    except (TypeError, ValueError) as error:
        raise BadControl("disorder", str(error)) from None
