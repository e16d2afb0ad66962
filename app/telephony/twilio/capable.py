"""What the provider can do with the parties of a conference, as its documents say."""

from app.calls.phone import Capabilities

CAPABILITIES = Capabilities(hold=True, mute=True, whisper=True)
"""Source: Twilio, "Conference Participant resource": HoldUrl, Muted, CallSidToCoach."""
