"""The Twilio dialect, also spoken by compatible engines; the only room that imports twilio."""
