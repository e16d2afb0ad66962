"""Which channel reminds when, what a text that reminds says, and when nobody was reached; pure."""

from uuid import UUID

import pytest

from app.core import clock
from app.core.settings import Settings
from app.dispatch import channels, reminders
from app.dispatch.channels import plan, read
from app.dispatch.models import Alert
from app.dispatch.states import AlertState
from app.dispatch.wording import TooLong, fits, text_of

DEFAULT = "live,push,text@60,voice@180"
ALL = frozenset(channels.CHANNELS)


@pytest.mark.parametrize(
    ("reach", "seconds", "expected"),
    [
        (ALL, 480, "live@0 push@0 text@60 voice@180"),
        (ALL, 300, "live@0 push@0 text@60 voice@150"),
        ({"text", "voice"}, 480, "live@0 text@0 voice@180"),
        ({"voice"}, 480, "live@0 voice@0"),
        (set(), 480, "live@0"),
        (ALL, 0, "live@0 push@0 text@0 voice@0"),
    ],
)
def test_which_channel_reminds_when(reach: set[str], seconds: float, expected: str) -> None:
    planned = plan(read(DEFAULT, "P2"), reach, seconds)
    assert " ".join(f"{wish.channel}@{wish.after_seconds:g}" for wish in planned) == expected


def test_a_text_that_reminds_is_one_part_and_says_a_number_and_the_link(
    settings: Settings,
) -> None:
    step_id = UUID(int=1)
    for url, bangla in (("https://1098.gov.bd", True), ("https://a-long-name.example.org", False)):
        reached = settings.model_copy(update={"public_url": url})
        body = text_of(reached, step_id, 1001, "reminder")
        assert fits(body)
        assert ("কাজ ১০০১ বাকি" in body) is bangla
        assert body.split()[-1].startswith(f"{url}/a/")
    longest = settings.model_copy(update={"public_url": f"https://{'a' * 140}.example"})
    with pytest.raises(TooLong):
        text_of(longest, step_id, 1001, "reminder")


def test_only_what_never_left_counts_as_nowhere() -> None:
    def nowhere(*told: tuple[str, str, int]) -> bool:
        return reminders.got_nowhere([message(*one) for one in told])

    live = ("live", "made", 0)
    assert nowhere(live)
    assert nowhere(live, ("text", "failed", 0), ("voice", "made", 1))
    for also in (("voice", "planned", 0), ("voice", "made", 0), ("text", "sent", 0)):
        assert not nowhere(live, ("push", "failed", 0), also)
    assert not nowhere(("live", "shown", 0), ("text", "failed", 0))


def message(channel: str, state: str, tries: int) -> Alert:
    now = clock.now()
    return Alert(step_id=UUID(int=1), channel=channel, state=AlertState(state), at=now, tries=tries)
