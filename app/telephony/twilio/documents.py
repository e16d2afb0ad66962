"""The TwiML we answer with: what a caller hears and where the line goes; it decides nothing."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlencode
from uuid import UUID
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Conference, Dial, Gather, VoiceResponse

VOICE, LANGUAGE = "Google.bn-IN-Wavenet-A", "bn-IN"
"""The voice is named, since `language` alone may fall back to a list without Bangla."""

QUEUE = "helpline-1098"
WAIT_PAUSE_SECONDS = 4
"""With the spoken lines the wait document lasts 10 to 15 s: its next request is the heartbeat. No
silence is so long that a child takes us for gone, nor with the request's own seconds on top.
"""

ASKS_AGAIN_SECONDS = 1
"""Of silence on a line that is to be joined with another: the shortest there is."""

SAFE_KEY = "1"
SAFE_KEY_SECONDS = 5
SAFE_KEY_SECONDS_AFTER_MORE = 2
"""So long a waiting caller has to press the key that says that we may call; the document keeps its
length. Source: Twilio, "TwiML Voice: Enqueue", `waitUrl`: Gather is among the verbs it allows."""

DANGER_KEY = "1"
"""By it a caller whose number is blocked says: I am in danger."""

PERSON_KEY = "1"
"""By it a caller whose number is marked says: I want to speak to someone."""

FEW_KEYS = 3
"""With so many keys told the document still has time for a longer silence at its end."""

TOLD_SURELY = "#rc=5&rp=all"
"""Fragment of callback addresses: five more tries, also after a 5xx. By default a callback that
fails is never sent again. Source: Twilio, "Webhooks: connection overrides"; it is not signed."""

DUTY_RING_SECONDS = 20
DUTY_KEY = "1"
DUTY_KEY_SECONDS = 8
"""So long a duty phone rings, and so long whoever lifted it has to press the key."""

CALL, STEP = "CALL-ID", "STEP-NUMBER"
"""Stand in a document that was built ahead, until the call is known."""
Made = Callable[[str, str], VoiceResponse]

ROOM_EVENTS = "start end join leave"

COUNSELLOR = "counsellor"
"""The label of the counsellor's line in its conference, by which it is found there."""

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def conference_name(call_id: UUID | str, step: int | str) -> str:
    """What the provider calls the conference of a call's step; it tells nothing to others."""
    return f"{call_id}-{step}"


class Documents:
    """Makes the documents; `base` is our public address, `words` what is said by key.

    `number` is our own, shown where a telephone of ours is rung.
    """

    def __init__(self, base: str, words: dict[str, str], number: str) -> None:
        self._base = f"{base}/telephony/twilio"
        self._number = number
        self._words = words
        self._made: dict[str, str] = {}
        head, self._after_id = self._greeting()
        self._greeting_head = head

    def _greeting(self) -> tuple[str, str]:
        """The greeting is asked for at every call, so it is built once, around the call's id."""
        document = VoiceResponse()
        self._say(document, "prompt.greeting")
        self._enqueue(document, CALL, 0)
        head, _, after = str(document).partition(CALL)
        return head, after

    def greeting(self, call_id: UUID) -> str:
        """A caller arrived: a kind word, then the queue."""
        made = f"{self._greeting_head}{call_id}{self._after_id}"
        return made.replace(CALL, str(call_id))

    def _of_call(self, key: str, made: Made, call_id: UUID, step: int = 0) -> str:
        """A document that differs from call to call in these two alone is built once."""
        known = self._made.get(key)
        if known is None:
            known = self._made[key] = str(made(CALL, STEP))
        return known.replace(CALL, str(call_id)).replace(STEP, str(step))

    def back_to_queue(self, call_id: UUID, step: int) -> str:
        """The counsellor was lost: a spoken line, then the queue again."""
        return self._of_call("back", self._back, call_id, step)

    def _back(self, call: str, step: str) -> VoiceResponse:
        document = VoiceResponse()
        self._say(document, "prompt.hold_line")
        self._enqueue(document, call, step)
        return document

    def hold(self, attempt: int, since: datetime, asked: datetime | None = None) -> str:
        """We can't do more just now: keep the caller and ask us again (I2).

        The moment of the first ring, and when the duty phones were last asked, ride in the address:
        whichever process is asked next knows them without a database. They are seconds of our own.
        """
        document = VoiceResponse()
        self._say(document, "prompt.hold_line")
        document.pause(length=5)
        ride = {"attempt": attempt + 1, "since": f"{since.timestamp():.3f}"}
        if asked is not None:
            ride["asked"] = f"{asked.timestamp():.3f}"
        document.redirect(f"{self._base}/voice?{urlencode(ride)}", method="POST")
        return str(document)

    def join_again(self, call_id: UUID, step: int, attempt: int) -> str:
        """A caller whom a counsellor has accepted can't be joined just now, and asks again soon.

        From the second time on with a word: no silence may be long.
        """
        document = VoiceResponse()
        if attempt > 1:
            self._say(document, "prompt.hold_line")
        document.pause(length=ASKS_AGAIN_SECONDS)
        address = f"{self._base}/join/{call_id}/{step}?attempt={attempt}"
        document.redirect(address, method="POST")
        return str(document)

    def counsellor_again(self, leg_id: UUID, call_id: UUID, step: int, attempt: int) -> str:
        """A counsellor's lifted line can't be told where to go just now, and asks again soon."""
        document = VoiceResponse()
        document.pause(length=ASKS_AGAIN_SECONDS)
        address = f"{self._base}/counsellor/{leg_id}/{call_id}/{step}?attempt={attempt}"
        document.redirect(address, method="POST")
        return str(document)

    def leave(self) -> str:
        """The waiting caller leaves the queue: what comes next is told at the queue's action."""
        document = VoiceResponse()
        document.leave()
        return str(document)

    def duty(self, step: int, number: str, since: datetime) -> str:
        """The caller is connected to duty phone `step` (from 1), if somebody there wants to.

        Nobody's number is left in a private telephone: without `caller_id` the provider would
        show the caller's.
        """
        document = VoiceResponse()
        if step == 1:
            self._say(document, "prompt.duty")
        ride = urlencode({"since": f"{since.timestamp():.3f}"})
        dial = Dial(
            action=f"{self._base}/duty-done/{step}?{ride}",
            method="POST",
            timeout=DUTY_RING_SECONDS,
            caller_id=self._number,
        )
        dial.number(number, url=f"{self._base}/duty-asked/{step}", method="POST")
        document.append(dial)
        return str(document)

    def duty_question(self, step: int) -> str:
        """Whoever lifted the duty phone is asked for a key: a mailbox presses none."""
        document = VoiceResponse()
        gather = Gather(
            num_digits=1,
            timeout=DUTY_KEY_SECONDS,
            action=f"{self._base}/duty-agreed/{step}",
            method="POST",
        )
        self._say(gather, "prompt.duty_question")
        document.append(gather)
        document.hangup()
        return str(document)

    def hang_up(self) -> str:
        """Let a line go that is no caller's."""
        document = VoiceResponse()
        document.hangup()
        return str(document)

    def nobody(self, call_id: UUID, step: int) -> str:
        """Nobody can be reached: the caller is told so, and may stay in the queue."""
        document = VoiceResponse()
        self._say(document, "prompt.nobody")
        self._enqueue(document, call_id, step)
        return str(document)

    def wait(self, said: str = "prompt.wait") -> str:
        """What a waiting caller hears; short, so that the next request proves he or she waits."""
        known = self._made.get(f"wait {said}")
        if known is None:
            document = VoiceResponse()
            self._say(document, said)
            document.pause(length=WAIT_PAUSE_SECONDS)
            self._say(document, "prompt.here")
            document.pause(length=WAIT_PAUSE_SECONDS)
            known = self._made[f"wait {said}"] = str(document)
        return known

    def on_hold(self, call_id: UUID, step: int) -> str:
        """What a caller on hold hears, again and again: its next request is a sign of life.

        Source: Twilio, "Conference Participants": a HoldUrl's document may hold Say, Pause and
        Redirect.
        """
        return self._of_call("on hold", self._on_hold, call_id, step)

    def _on_hold(self, call: str, step: str) -> VoiceResponse:
        document = VoiceResponse()
        self._say(document, "prompt.on_hold")
        document.pause(length=WAIT_PAUSE_SECONDS)
        self._say(document, "prompt.here")
        document.pause(length=WAIT_PAUSE_SECONDS)
        document.redirect(f"{self._base}/held/{call}/{step}", method="POST")
        return document

    def wait_asking(self, call_id: UUID, step: int, said: str = "prompt.wait") -> str:
        """The same, and the caller may press a key that says: you may call this number.

        Without a key the document ends as any wait document does, and is asked for again.
        """
        return self._of_call(f"ask {said}", partial(self._ask, said=said), call_id, step)

    def _ask(self, call: str, step: str, said: str) -> VoiceResponse:
        document = VoiceResponse()
        short = said == "prompt.wait"
        gather = Gather(
            num_digits=1,
            timeout=SAFE_KEY_SECONDS if short else SAFE_KEY_SECONDS_AFTER_MORE,
            action=f"{self._base}/digits/{call}/{step}",
            method="POST",
        )
        self._say(gather, said)
        self._say(gather, "prompt.may_we_call")
        document.append(gather)
        return document

    def wait_keys(
        self, call_id: UUID, step: int, told: tuple[str, ...], *, marked: bool = False
    ) -> str:
        """The waiting caller is told which keys there are: `told` are prompts, one a key.

        Who is `marked` has been told that 1 leads to somebody, so it still does.
        """
        verb = "person" if marked else "digits"
        made = partial(self._keys, told=told, verb=verb)
        return self._of_call(f"keys {verb} {' '.join(told)}", made, call_id, step)

    def _keys(self, call: str, step: str, told: tuple[str, ...], verb: str) -> VoiceResponse:
        document = VoiceResponse()
        gather = Gather(
            num_digits=1,
            timeout=SAFE_KEY_SECONDS if len(told) <= FEW_KEYS else SAFE_KEY_SECONDS_AFTER_MORE,
            action=f"{self._base}/{verb}/{call}/{step}",
            method="POST",
        )
        for prompt in ("prompt.here", *told):
            self._say(gather, prompt)
        document.append(gather)
        return document

    def wait_blocked(self, call_id: UUID, step: int) -> str:
        """Who is blocked is told of the key of danger, and waits on without it."""
        made = partial(self._flagged, verb="danger", said="prompt.blocked")
        return self._of_call("blocked", made, call_id, step)

    def wait_marked(self, call_id: UUID, step: int) -> str:
        """Who is marked is told which key leads to somebody, and waits on without it."""
        made = partial(self._flagged, verb="person", said="prompt.marked")
        return self._of_call("marked", made, call_id, step)

    def _flagged(self, call: str, step: str, *, verb: str, said: str) -> VoiceResponse:
        """One sentence and its key. Each key has an address of its own: danger is never guessed."""
        document = VoiceResponse()
        gather = Gather(
            num_digits=1,
            timeout=SAFE_KEY_SECONDS,
            action=f"{self._base}/{verb}/{call}/{step}",
            method="POST",
        )
        self._say(gather, said)
        document.append(gather)
        return document

    def after_key(self, call_id: UUID, *, thanks: bool, heard: bool = False) -> str:
        """Back to waiting, from within the queue: the caller's place was never given up.

        It is a document of the queue as the wait document is, so it may not enqueue again.
        """
        document = VoiceResponse()
        if thanks:
            self._say(document, "prompt.marked_safe")
        if heard:
            self._say(document, "prompt.key_heard")
        document.redirect(f"{self._base}/wait/{call_id}", method="POST")
        return str(document)

    def conference(self, call_id: UUID, step: int, *, caller: bool, stay: int = 0) -> str:
        """One party joins the call's conference; every party gives the same callback.

        Either one's leaving ends it: a caller who is left alone is told what comes next at Dial's
        action at once, without a job of ours and without a database. `stay` counts the questions
        for which the caller was taken out of it: then the caller's leaving ends nothing, since the
        next question may follow.
        """
        key = f"caller joins {stay}" if caller else "counsellor joins"
        made = partial(self._joins, caller=caller, stay=stay)
        return self._of_call(key, made, call_id, step)

    def _joins(self, call: str, step: str, *, caller: bool, stay: int) -> VoiceResponse:
        document = VoiceResponse()
        if caller:
            self._say(document, "prompt.here" if stay else "prompt.connecting")
        left = f"?stay={stay}" if stay else ""
        done = f"{self._base}/dial-done/{call}/{step}{left}" if caller else None
        dial = Dial(action=done, method="POST")
        label = {} if caller else {"participant_label": COUNSELLOR}
        dial.append(
            Conference(
                conference_name(call, step),
                start_conference_on_enter=True,
                end_conference_on_exit=not (caller and stay),
                beep="false",
                **label,
                status_callback=f"{self._base}/conference/{call}/{step}{TOLD_SURELY}",
                status_callback_event=ROOM_EVENTS,
                status_callback_method="POST",
            )
        )
        document.append(dial)
        return document

    def _enqueue(self, document: VoiceResponse, call_id: UUID | str, step: int | str) -> None:
        document.enqueue(
            QUEUE,
            action=f"{self._base}/queue-left/{call_id}/{step}",
            wait_url=f"{self._base}/wait/{call_id}",
        )

    def _say(self, document: VoiceResponse | Gather, key: str) -> None:
        document.say(self._words[key], voice=VOICE, language=LANGUAGE)


def last_resort(base: str) -> str:
    """A hold document that needs nothing of ours to make, for when making one failed."""
    address = escape(f"{base}/telephony/twilio/voice")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="5"/>'
        f'<Redirect method="POST">{address}</Redirect></Response>'
    )
