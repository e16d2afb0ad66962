"""The TwiML we answer with: what a caller hears and where the line goes; it decides nothing."""

from uuid import UUID
from xml.sax.saxutils import escape

from twilio.twiml.voice_response import Conference, Dial, VoiceResponse

VOICE, LANGUAGE = "Google.bn-IN-Wavenet-A", "bn-IN"
"""The voice is named, since `language` alone may fall back to a list without Bangla."""

QUEUE = "helpline-1098"
WAIT_PAUSE_SECONDS = 8
"""With the spoken line the wait document lasts 10 to 15 s: its next request is the heartbeat."""

TOLD_SURELY = "#rc=5&rp=all"
"""Fragment of callback addresses: five more tries, also after a 5xx. By default a callback that
fails is never sent again. Source: Twilio, "Webhooks: connection overrides"; it is not signed."""

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def conference_name(call_id: UUID, step: int) -> str:
    """What the provider calls the conference of a call's step; it tells nothing to others."""
    return f"{call_id}-{step}"


class Documents:
    """Makes the documents; `base` is our public address, `words` what is said by key."""

    def __init__(self, base: str, words: dict[str, str]) -> None:
        self._base = f"{base}/telephony/twilio"
        self._words = words
        head, self._after_id = self._greeting()
        self._greeting_head = head

    def _greeting(self) -> tuple[str, str]:
        """The greeting is asked for at every call, so it is built once, around the call's id."""
        marker = "CALL-ID"
        document = VoiceResponse()
        self._say(document, "prompt.greeting")
        document.enqueue(
            QUEUE,
            action=f"{self._base}/queue-left/{marker}",
            wait_url=f"{self._base}/wait/{marker}",
        )
        head, _, after = str(document).partition(marker)
        return head, after

    def greeting(self, call_id: UUID) -> str:
        """A caller arrived: a kind word, then the queue."""
        made = f"{self._greeting_head}{call_id}{self._after_id}"
        return made.replace("CALL-ID", str(call_id))

    def back_to_queue(self, call_id: UUID) -> str:
        """The counsellor was lost: a spoken line, then the queue again."""
        document = VoiceResponse()
        self._say(document, "prompt.hold_line")
        document.enqueue(
            QUEUE,
            action=f"{self._base}/queue-left/{call_id}",
            wait_url=f"{self._base}/wait/{call_id}",
        )
        return str(document)

    def hold(self, attempt: int) -> str:
        """We can't do more just now: keep the caller and ask us again (I2)."""
        document = VoiceResponse()
        self._say(document, "prompt.hold_line")
        document.pause(length=5)
        document.redirect(f"{self._base}/voice?attempt={attempt + 1}", method="POST")
        return str(document)

    def wait(self) -> str:
        """What a waiting caller hears; short, so that the next request proves he or she waits."""
        document = VoiceResponse()
        self._say(document, "prompt.wait")
        document.pause(length=WAIT_PAUSE_SECONDS)
        return str(document)

    def conference(self, call_id: UUID, step: int, *, caller: bool) -> str:
        """One party joins the call's conference; every party gives the same callback.

        The caller's leaving ends it; the counsellor's must not, so that a lost line leaves the
        child with us.
        """
        document = VoiceResponse()
        if caller:
            self._say(document, "prompt.connecting")
        dial = Dial(
            action=f"{self._base}/dial-done/{call_id}/{step}" if caller else None, method="POST"
        )
        dial.append(
            Conference(
                conference_name(call_id, step),
                start_conference_on_enter=True,
                end_conference_on_exit=caller,
                beep="false",
                status_callback=f"{self._base}/conference/{call_id}/{step}{TOLD_SURELY}",
                status_callback_event="start end join leave",
                status_callback_method="POST",
            )
        )
        document.append(dial)
        return str(document)

    def _say(self, document: VoiceResponse, key: str) -> None:
        document.say(self._words[key], voice=VOICE, language=LANGUAGE)


def last_resort(base: str) -> str:
    """A hold document that needs nothing of ours to make, for when making one failed."""
    address = escape(f"{base}/telephony/twilio/voice")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="5"/>'
        f'<Redirect method="POST">{address}</Redirect></Response>'
    )
