"""A refusal of the provider's REST in our words; its own, which may quote a number, go nowhere."""

import asyncio

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException

from app.calls.phone import CallIsGone
from app.core.errors import ProviderError

CALL_NOT_IN_PROGRESS = 21220
NOT_FOUND = 20404
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})


def outcome_of(error: Exception) -> Exception:
    """The provider's refusal in our words; its own text may quote a number and goes nowhere."""
    if isinstance(error, TwilioRestException):
        if error.code in (CALL_NOT_IN_PROGRESS, NOT_FOUND) or error.status == 404:
            return CallIsGone()
        retryable = error.status in TRY_AGAIN
        return ProviderError(f"the provider refused ({error.code})", retryable=retryable)
    if isinstance(error, TwilioException):  # of a list the library tells no status
        return ProviderError("the provider refused a list", retryable=True)
    if isinstance(error, aiohttp.ClientError | asyncio.TimeoutError | OSError):
        return ProviderError(
            f"the provider is out of reach ({type(error).__name__})", retryable=True
        )
    return error
