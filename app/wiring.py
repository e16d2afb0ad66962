"""Settings become the things that need them: vault, words, ports; wiring only, no rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.calls.phone import Capabilities
from app.calls.plan import use_plan
from app.calls.routing import Pace
from app.calls.softphone import MakesTokens
from app.core import log, security
from app.core.settings import Settings
from app.core.words import read_all, words
from app.dispatch import targets

if TYPE_CHECKING:
    from app.telephony.twilio.rest import Provider

PROMPTS = (
    "prompt.greeting",
    "prompt.wait",
    "prompt.here",
    "prompt.connecting",
    "prompt.hold_line",
    "prompt.on_hold",
    "prompt.duty",
    "prompt.duty_question",
    "prompt.nobody",
    "prompt.may_we_call",
    "prompt.marked_safe",
    "prompt.overflow",
    "prompt.blocked",
    "prompt.marked",
    "prompt.closed",
    "prompt.disaster",
    "prompt.key_heard",
    "prompt.key_cannot_speak",
    "prompt.key_en",
    "prompt.key_ctg",
    "prompt.key_syl",
    "prompt.key_rhg",
    "prompt.key_ccp",
    "prompt.key_rmz",
)


@dataclass(frozen=True)
class Ports:
    """The outside world as the rooms want it; today one provider serves both ports."""

    phone: "Provider"
    messenger: "Provider"

    async def close(self) -> None:
        """Let the connections go."""
        await self.phone.close()


def prepare(settings: Settings) -> None:
    """What every process does first: log lines without personal data, and the vault."""
    log.configure(settings.log_format, settings.log_level)
    read_all()
    security.use_vault(security.Vault(settings.master_keys, settings.index_key_bytes))
    targets.use_defaults(settings)
    use_plan(settings.call_back_after_seconds, settings.call_back_windows)


def ports(settings: Settings) -> Ports:
    """The ports, by settings. The simulator is a preset of the Twilio dialect, no other branch."""
    from app.telephony.twilio.rest import Provider  # heavy, and the web process needs no port

    provider = Provider(
        settings.phone_api_url,
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_number,
        settings.base_url,
        forgets_texts=settings.twilio_forgets_texts,
    )
    return Ports(phone=provider, messenger=provider)


def capabilities() -> Capabilities:
    """What the phone network can do; its library is not loaded for that."""
    from app.telephony.twilio.capable import CAPABILITIES

    return CAPABILITIES


def softphone(settings: Settings) -> MakesTokens | None:
    """What makes tokens for telephones in the browser, if they are set up."""
    from app.telephony.twilio.softphone import makes_tokens

    return makes_tokens(settings)


def softphone_address() -> str:
    """Where a telephone in the browser connects to, for the policy of its page."""
    from app.telephony.twilio.softphone import SIGNALLING

    return SIGNALLING


def pace(settings: Settings) -> Pace:
    """How fast a waiting call widens, and when it comes back to who did not take it."""
    return Pace(
        skill_widens=settings.skill_widens_seconds,
        language_widens=settings.language_widens_seconds,
        after_pass=settings.pass_delay_seconds,
        after_no_answer=settings.no_answer_delay_seconds,
        after_link_lost=settings.link_lost_delay_seconds,
    )


def prompts() -> dict[str, str]:
    """What callers hear, in Bangla."""
    bangla = words("bn")
    return {key: bangla.t(key) for key in PROMPTS}
