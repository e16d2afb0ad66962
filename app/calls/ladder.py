"""The questions a caller who can't speak is asked, in their order, by version; pure.

The words are prompts (`prompt.ask_<code>`). They are ours and wait for the review of the
Department; a changed list gets a new version, and an interview keeps the one it began with.
"""

from typing import Final

VERSION: Final = 1
SAFE_TO_CALL: Final = "safe_to_call"
QUESTIONS: Final = (
    "danger_now",
    "is_child",
    "hurt",
    "somebody_in_room",
    "same_place",
    "send_somebody",
    SAFE_TO_CALL,
)
"""What a counsellor may ask; each is answered by one key."""

KEYS: Final = {"1": "yes", "2": "no"}
OTHER_KEY: Final = "other"
ANSWERS: Final = ("yes", "no", "unclear")
"""What a tap, a cough or another sound may be taken for."""

BACKGROUND: Final = ("crying", "shouting", "traffic", "tv", "adult_voice", "nothing")
"""What is heard behind a silent caller."""

DISPOSITIONS: Final = ("silent_engaged", "silent_background", "silent_empty")
"""How a silent call ended: answered by keys or sounds, only noises behind, or nothing at all."""

ENDINGS: Final = ("answered", "no_key", "withdrawn", "cut_short", "no_news")
"""How a question ended: by a key, without one, by the counsellor, with the talk, or unheard of."""

KEY_SECONDS: Final = 8
"""So long a key is listened for after the question."""
MORE_SECONDS: Final = 2
"""And so long after a key, for somebody who pressed the wrong one."""
TIMES_ASKED: Final = 2
MOST_ROUNDS: Final = 12
LOST_AFTER_SECONDS: Final = 45
"""Without a word of the network for so long the caller is brought back: a document lasts 20 s."""
