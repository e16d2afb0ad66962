"""Every setting of the product, typed and checked; it must refuse secrets that are no secret."""

import base64
import binascii
import re
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.dsn import BadAddress, connecting

TWILIO_API = "https://api.twilio.com"
_PLACEHOLDER = "change-me"
SHORTEST_SHARED_KEY = 16
SECONDS_LISTED = r"^[0-9]{1,6}(,[0-9]{1,6})*$"
_POSITIVE = r"([1-9][0-9]{0,6}(\.[0-9]+)?|0\.[0-9]*[1-9])"
BY_URGENCY = rf"^{_POSITIVE}(,{_POSITIVE}){{2}}$"
"""Seconds of P1, P2 and P3."""
_CHANNEL = "(live|push|text|voice|email)(@[0-9]{1,5})?"
_CHANNELS = f"(P[123]:)?{_CHANNEL}(,{_CHANNEL})*"
MESSENGERS = f"^{_CHANNELS}(;{_CHANNELS})*$"
PUSH_SERVICES = (
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,notify.windows.com"
)
SIX_SECONDS = r"^[1-9][0-9]{0,7}(,[1-9][0-9]{0,7}){5}$"
DAYS_LISTED = r"^[1-9][0-9]{0,3}(,[1-9][0-9]{0,3})*$"
OFFICES_LISTED = r"^[A-Za-z0-9.]{1,40}(,[A-Za-z0-9.]{1,40})*$"
NIGHT_HOURS = "20:00-06:00"
_OF_DAY = "([01][0-9]|2[0-3]):[0-5][0-9]"
SPAN_OF_DAY = rf"^{_OF_DAY}-{_OF_DAY}$"
HOURS_LISTED = r"^(|([01][0-9]|2[0-3]):[0-5][0-9](,([01][0-9]|2[0-3]):[0-5][0-9])*)$"


class Settings(BaseSettings):
    """Read from the environment or `.env`, prefix `HELPLINE_`; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="HELPLINE_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=1098, ge=1, le=65535)
    var_dir: Path = Path("var")
    database_url: SecretStr | None = None
    pg_bin: Path | None = None
    public_url: str | None = None
    demo: bool = False

    secret_key: SecretStr
    data_keys: SecretStr
    index_key: SecretStr

    phone: Literal["twilio", "simulator"] = "twilio"
    messengers: str = Field(default="live,push,text,voice@20;P3:live,push,text", pattern=MESSENGERS)
    reminders: str = Field(default="live,push,text@60,voice@180", pattern=MESSENGERS)
    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr = SecretStr("")
    twilio_auth_token_secondary: SecretStr = SecretStr("")
    twilio_shared_keys: SecretStr = SecretStr("")
    twilio_shared_keys_only: bool = False
    twilio_forgets_texts: bool = False
    twilio_api_url: str = TWILIO_API
    twilio_number: str = "1098"
    twilio_api_key: str = ""
    twilio_api_secret: SecretStr = SecretStr("")
    twilio_app_sid: str = ""
    texts: Literal["phone", "gateway"] = "phone"
    sms_gateway_url: SecretStr = SecretStr("")
    sms_gateway_method: Literal["GET", "POST"] = "POST"
    sms_gateway_headers: SecretStr = SecretStr("")
    sms_gateway_body: SecretStr = SecretStr("")
    sms_gateway_type: str = "application/json"
    sms_gateway_success: str = ""
    sms_gateway_id: str = ""
    sms_gateway_report_secret: SecretStr = SecretStr("")
    sms_gateway_report: str = ""
    push_private_key: SecretStr = SecretStr("")
    push_contact: str = ""
    push_services: str = PUSH_SERVICES
    mail_host: str = ""
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_safety: Literal["starttls", "tls", "plain"] = "starttls"
    mail_from: str = ""
    mail_name: str = ""
    mail_password: SecretStr = SecretStr("")
    simulator_port: int = Field(default=1099, ge=1, le=65535)
    counsellor_line: str = "client:{name}"
    duty_phones: Path | None = None
    service_phones: Path | None = None
    trusted_proxies: str = ""

    ring_seconds: float = Field(default=15, gt=0)
    link_lost_seconds: float = Field(default=12, gt=0)
    overflow_waiting: int = Field(default=30, ge=1)
    skill_widens_seconds: float = Field(default=30, ge=0)
    language_widens_seconds: float = Field(default=60, ge=0)
    pass_delay_seconds: float = Field(default=60, ge=0)
    no_answer_delay_seconds: float = Field(default=5, ge=0)
    link_lost_delay_seconds: float = Field(default=3, ge=0)
    call_back_after_seconds: str = Field(default="0,180,900", pattern=SECONDS_LISTED)
    call_back_windows: str = Field(default="09:00,16:00", pattern=HOURS_LISTED)
    acknowledge_p1_seconds: float = Field(default=120, gt=0)
    acknowledge_p2_seconds: float = Field(default=600, gt=0)
    acknowledge_p3_seconds: float = Field(default=14400, gt=0)
    acknowledge_backup_seconds: str = Field(default="120,600,14400", pattern=BY_URGENCY)
    acknowledge_officer_seconds: str = Field(default="180,900,14400", pattern=BY_URGENCY)
    acknowledge_district_seconds: str = Field(default="180,900,14400", pattern=BY_URGENCY)
    acknowledge_supervisor_seconds: str = Field(default="60,300,3600", pattern=BY_URGENCY)
    in_charge_seconds: str = Field(default="600,1800,14400", pattern=BY_URGENCY)
    unmet_again_seconds: str = Field(default="900,1800,14400", pattern=BY_URGENCY)
    unmet_look_seconds: float = Field(default=60, ge=1, le=3600)
    depart_seconds: str = Field(default="600,1800,28800", pattern=BY_URGENCY)
    reach_seconds: str = Field(default="3600,10800,86400", pattern=BY_URGENCY)
    remind_again_seconds: str = Field(default="300,900,14400", pattern=BY_URGENCY)
    call_wish_seconds: str = Field(default="300,900,3600", pattern=BY_URGENCY)
    check_in_seconds: str = Field(default="1800,1800,3600", pattern=BY_URGENCY)
    check_in_grace_seconds: float = Field(default=480, gt=0)
    check_in_wrong_pins: int = Field(default=5, ge=1, le=20)
    visit_photo_days: float = Field(default=30, gt=0, le=366)
    clock_p1_seconds: str = Field(default="15,180,300,420,3600,86400", pattern=SIX_SECONDS)
    clock_p2_seconds: str = Field(default="15,300,600,1200,86400,259200", pattern=SIX_SECONDS)
    clock_p3_seconds: str = Field(default="15,600,3600,18000,259200,604800", pattern=SIX_SECONDS)
    marriage_near_hours: float = Field(default=24, gt=0)
    marriage_revisit_days: str = Field(default="7,30,90", pattern=DAYS_LISTED)
    memo_offices: str = Field(default="1098", pattern=OFFICES_LISTED)
    match_task_km: float = Field(default=2, ge=0)
    match_rest_km: float = Field(default=5, ge=0)
    match_rest_hours: float = Field(default=8, gt=0)
    match_language_km: float = Field(default=5, ge=0)
    match_answers_km: float = Field(default=10, ge=0)
    ladder_steps: int = Field(default=3, ge=1, le=10)
    ladder_supervisors: int = Field(default=2, ge=1, le=10)
    night_hours: str = Field(default=NIGHT_HOURS, pattern=SPAN_OF_DAY)
    bed_hold_hours: float = Field(default=12, gt=0)
    session_hours: float = Field(default=12, gt=0)
    database_pool: int = Field(default=10, ge=2, le=100)

    log_format: Literal["json", "console"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _secrets_are_secret(self) -> Self:
        for name in ("secret_key", "data_keys", "index_key"):
            value = getattr(self, name).get_secret_value()
            if _PLACEHOLDER in value or len(value) < 32:
                raise ValueError(
                    f"HELPLINE_{name.upper()} is missing, too short or still the example's: "
                    "make one with `openssl rand -base64 32`"
                )
        _ = (self.master_keys, self.index_key_bytes)
        return self

    @model_validator(mode="after")
    def _shared_keys_can_be_read(self) -> Self:
        keys = self.shared_keys
        if self.twilio_shared_keys_only and not keys:
            raise ValueError("HELPLINE_TWILIO_SHARED_KEYS_ONLY wants HELPLINE_TWILIO_SHARED_KEYS")
        return self

    @model_validator(mode="after")
    def _gateway_can_be_asked(self) -> Self:
        if self.texts == "gateway" and not self.sms_gateway_url.get_secret_value():
            raise ValueError("HELPLINE_TEXTS=gateway wants HELPLINE_SMS_GATEWAY_URL")
        secret = self.sms_gateway_report_secret.get_secret_value()
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{24,200}", secret):
            raise ValueError("HELPLINE_SMS_GATEWAY_REPORT_SECRET: 24 letters and digits or more")
        for name in ("sms_gateway_success", "sms_gateway_id"):
            try:
                re.compile(getattr(self, name))
            except re.error:
                raise ValueError(f"HELPLINE_{name.upper()} is no pattern") from None
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.mail_host and "@" not in self.mail_from:
            raise ValueError("HELPLINE_MAIL_HOST wants an address in HELPLINE_MAIL_FROM")
        return self

    @model_validator(mode="after")
    def _database_can_be_addressed(self) -> Self:
        if self.database_url:
            try:
                connecting(self.database_url.get_secret_value())
            except BadAddress as error:
                raise ValueError(f"HELPLINE_DATABASE_URL: {error}") from None
        return self

    @model_validator(mode="after")
    def _stops_are_due_in_their_order(self) -> Self:
        for urgency in ("P1", "P2", "P3"):
            targets = self.clock_targets(urgency)
            if targets != sorted(targets):
                raise ValueError(f"HELPLINE_CLOCK_{urgency}_SECONDS: a stop is due before another")
        return self

    @cached_property
    def master_keys(self) -> dict[int, bytes]:
        """`DATA_KEYS` read: `id:base64key`, comma-separated; the first one encrypts."""
        keys: dict[int, bytes] = {}
        for part in self.data_keys.get_secret_value().split(","):
            key_id, _, key = part.strip().partition(":")
            if not key_id.isdigit():
                raise ValueError("HELPLINE_DATA_KEYS must look like 1:BASE64KEY,2:BASE64KEY")
            keys[int(key_id)] = _key_bytes("HELPLINE_DATA_KEYS", key)
        return keys

    @cached_property
    def index_key_bytes(self) -> bytes:
        """`INDEX_KEY` decoded."""
        return _key_bytes("HELPLINE_INDEX_KEY", self.index_key.get_secret_value())

    @property
    def base_url(self) -> str:
        """The address at which the outside world reaches us, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def public_port(self) -> int:
        """The port of that address: two processes of one instance share it, two instances don't."""
        parts = urlsplit(self.base_url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def phone_api_url(self) -> str:
        """The phone provider's REST address; the simulator is a preset of it."""
        if self.phone == "simulator":
            return f"http://127.0.0.1:{self.simulator_port}"
        return self.twilio_api_url.rstrip("/")

    @property
    def webhook_keys(self) -> tuple[str, ...]:
        """The tokens a webhook may be signed with, the current one first."""
        tokens = (self.twilio_auth_token, self.twilio_auth_token_secondary)
        return tuple(token.get_secret_value() for token in tokens if token.get_secret_value())

    @cached_property
    def shared_keys(self) -> dict[str, bytes]:
        """`TWILIO_SHARED_KEYS` read: `id:base64key`, comma-separated; by id."""
        keys: dict[str, bytes] = {}
        for part in filter(None, self.twilio_shared_keys.get_secret_value().split(",")):
            key_id, _, text = part.strip().partition(":")
            if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", key_id) or key_id in keys:
                raise ValueError("HELPLINE_TWILIO_SHARED_KEYS must look like ID:BASE64KEY,…")
            keys[key_id] = _decoded("HELPLINE_TWILIO_SHARED_KEYS", text)
            if len(keys[key_id]) < SHORTEST_SHARED_KEY:
                raise ValueError("HELPLINE_TWILIO_SHARED_KEYS holds a key that is too short")
        return keys

    def clock_targets(self, urgency: str) -> list[int]:
        """Seconds after the ring by which each stop should be done, answered to safe."""
        listed: str = getattr(self, f"clock_{urgency.lower()}_seconds")
        return [int(seconds) for seconds in listed.split(",")]

    def revisit_days(self, visits: int) -> int:
        """Days until a girl is to be seen again, after so many visits; the last one repeats."""
        days = [int(each) for each in self.marriage_revisit_days.split(",")]
        return days[min(visits, len(days) - 1)]

    def acknowledge_seconds(self, urgency: str, tier: str = "worker") -> float:
        """How long a step of the ladder may stay unanswered (seconds), by urgency and tier."""
        if tier == "worker":
            return {
                "P1": self.acknowledge_p1_seconds,
                "P2": self.acknowledge_p2_seconds,
                "P3": self.acknowledge_p3_seconds,
            }[urgency]
        return by_urgency(getattr(self, f"acknowledge_{tier}_seconds"), urgency)


def by_urgency(listed: str, urgency: str) -> float:
    """The seconds of `urgency` in a setting that lists those of P1, P2 and P3."""
    return float(listed.split(",")[("P1", "P2", "P3").index(urgency)])


def _key_bytes(name: str, text: str) -> bytes:
    key = _decoded(name, text)
    if len(key) != 32:
        raise ValueError(f"{name} must hold 32 bytes in base64")
    return key


def _decoded(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{name} must hold base64") from error
