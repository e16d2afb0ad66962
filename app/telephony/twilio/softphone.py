"""Access tokens for telephones in the browser; it opens no line and asks nobody.

Source: Twilio, "Access Tokens": a JWT of HS256, signed with the secret of an API key, with a Voice
grant that lets the browser be called.
"""

from datetime import timedelta

from app.calls.softphone import MakesTokens, Token
from app.core import clock
from app.core.settings import Settings

CLIENT = "client:"
SIGNALLING = "wss://voice-js.roaming.twilio.com"
"""Where the browser's library signs in. Source: README of @twilio/voice-sdk, "Content Security
Policy"; its addresses for sounds and statistics are left out: both stay unused."""


def makes_tokens(settings: Settings) -> MakesTokens | None:
    """What makes tokens by these settings; None when lines are no browsers', or keys are missing.

    The browser may be called and calls nobody: an outgoing application is granted only if one is
    named.
    """
    key, secret = settings.twilio_api_key, settings.twilio_api_secret.get_secret_value()
    line = settings.counsellor_line
    if not (key and secret and line.startswith(CLIENT) and settings.twilio_account_sid):
        return None

    def made(name: str, seconds: int) -> Token:
        from twilio.jwt.access_token import AccessToken  # heavy, and seldom wanted
        from twilio.jwt.access_token.grants import VoiceGrant

        identity, now = line.format(name=name).removeprefix(CLIENT), clock.now()
        token = AccessToken(
            settings.twilio_account_sid,
            key,
            secret,
            identity=identity,
            nbf=int(now.timestamp()),
            valid_until=int(now.timestamp()) + seconds,
        )
        token.add_grant(
            VoiceGrant(
                incoming_allow=True,
                outgoing_application_sid=settings.twilio_app_sid or None,
            )
        )
        return Token(token.to_jwt(), identity, now + timedelta(seconds=seconds))

    return made
