"""Settings become the things that need them: vault, words, ports; wiring only, no rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.calls.phone import Capabilities
from app.calls.plan import use_plan
from app.calls.routing import Pace
from app.calls.softphone import MakesTokens
from app.core import log, security
from app.core.errors import ProviderError
from app.core.settings import Settings
from app.core.words import read_all, words
from app.dispatch import channels, targets
from app.dispatch.messenger import Device

if TYPE_CHECKING:
    from starlette.routing import Route

    from app.core.db import Database
    from app.telephony.mail.sender import Mailer
    from app.telephony.push.keys import Keys
    from app.telephony.push.sender import Pusher
    from app.telephony.smsgateway.gateway import Gateway
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
    "prompt.alert_P1",
    "prompt.alert_P2",
    "prompt.alert_P3",
    "prompt.alert_drill",
    "prompt.alert_reminder",
    "prompt.alert_keys",
    "prompt.alert_accepted",
    "prompt.alert_declined",
    "prompt.alert_full",
    "prompt.alert_taken",
    "prompt.alert_closed",
    "prompt.alert_drilled",
    "prompt.alert_heard",
    "prompt.alert_met",
    "prompt.alert_unheard",
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


class NoSuchChannel(ProviderError):
    """A channel that the settings don't set up; nobody is reached through it."""

    def __init__(self) -> None:
        super().__init__("the channel is not set up", retryable=False)


@dataclass(frozen=True)
class Senders:
    """Who serves which channel: the Messenger port, put together from the settings."""

    phone: "Provider"
    texts: "Provider | Gateway"
    pusher: "Pusher"
    mailer: "Mailer | None"

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        """See Texts.text."""
        return await self.texts.text(to, body, valid_seconds=valid_seconds, ref=ref)

    async def ring_and_ask(self, to: str, ref: UUID, *, ring_seconds: int, again: bool) -> str:
        """See Rings.ring_and_ask."""
        return await self.phone.ring_and_ask(to, ref, ring_seconds=ring_seconds, again=again)

    async def push(self, device: Device, payload: str, *, valid_seconds: int, ref: UUID) -> None:
        """See Pushes.push."""
        await self.pusher.push(device, payload, valid_seconds=valid_seconds, ref=ref)

    async def email(self, to: str, subject: str, body: str, *, ref: UUID) -> str:
        """See Mails.email."""
        if self.mailer is None:
            raise NoSuchChannel
        return await self.mailer.email(to, subject, body, ref=ref)


@dataclass(frozen=True)
class Ports:
    """The outside world as the rooms want it."""

    phone: "Provider"
    messenger: Senders

    async def close(self) -> None:
        """Let the connections go."""
        await self.phone.close()
        await self.messenger.pusher.close()
        await self.messenger.texts.close()


def prepare(settings: Settings) -> None:
    """What every process does first: log lines without personal data, and the vault."""
    log.configure(settings.log_format, settings.log_level)
    read_all()
    security.use_vault(security.Vault(settings.master_keys, settings.index_key_bytes))
    targets.use_defaults(settings)
    use_plan(settings.call_back_after_seconds, settings.call_back_windows)
    channels.must_say_all("MESSENGERS", settings.messengers)
    channels.must_say_all("REMINDERS", settings.reminders)


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
    return Ports(
        phone=provider,
        messenger=Senders(
            provider, _texts(settings, provider), _pusher(settings), _mailer(settings)
        ),
    )


def _texts(settings: Settings, provider: "Provider") -> "Provider | Gateway":
    """Who sends texts: the phone provider, or an aggregator of the country."""
    if settings.texts == "phone":
        return provider
    from app.telephony.smsgateway.gateway import Gateway, Request, headers_of

    return Gateway(
        Request(
            url=settings.sms_gateway_url.get_secret_value(),
            method=settings.sms_gateway_method,
            headers=headers_of(settings.sms_gateway_headers.get_secret_value()),
            body=settings.sms_gateway_body.get_secret_value(),
            kind=settings.sms_gateway_type,
            success=settings.sms_gateway_success,
            message_id=settings.sms_gateway_id,
        )
    )


def text_reports(settings: Settings, database: "Database") -> "list[Route]":
    """Where an aggregator reports what became of a text; nowhere without a secret."""
    from app.telephony.smsgateway.reports import Reports, names_of

    secret = settings.sms_gateway_report_secret.get_secret_value()
    return Reports(database, secret, names_of(settings.sms_gateway_report)).routes()


def _pusher(settings: Settings) -> "Pusher":
    from app.telephony.push.sender import Pusher  # heavy, and only the worker sends

    return Pusher(_push_keys(settings), settings.push_contact or settings.base_url)


def _push_keys(settings: Settings) -> "Keys":
    from app.telephony.push.keys import keys_of

    return keys_of(settings.push_private_key.get_secret_value(), settings.var_dir)


def push_key(settings: Settings) -> str:
    """The public key that browsers subscribe to our pushes with."""
    return _push_keys(settings).public


def _mailer(settings: Settings) -> "Mailer | None":
    from app.telephony.mail.sender import Mailer, Server

    if not settings.mail_host:
        return None
    return Mailer(
        Server(
            settings.mail_host,
            settings.mail_port,
            settings.mail_safety,
            settings.mail_from,
            settings.mail_name,
            settings.mail_password.get_secret_value(),
        )
    )


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
