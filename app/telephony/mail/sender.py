"""Hands emails to a mail server (SMTP); it knows no alert. A thread waits for it."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Literal
from uuid import UUID

from app.core.errors import ProviderError

TIMEOUT_SECONDS: Final = 15

Safety = Literal["starttls", "tls", "plain"]


@dataclass(frozen=True)
class Server:
    """Where mail is handed in; `plain` is for a server on the same machine alone."""

    host: str
    port: int
    safety: Safety
    sender: str
    name: str = ""
    password: str = field(default="", repr=False)


class Mailer:
    """Sends mails from one address."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def email(self, to: str, subject: str, body: str, *, ref: UUID) -> str:
        """See Mails.email. `Message-ID` is made of our own id: a second copy is known as one."""
        mail = EmailMessage()
        domain = self._server.sender.rpartition("@")[2]
        mail["From"], mail["To"], mail["Subject"] = self._server.sender, to, subject
        mail["Message-ID"] = message_id = f"<{ref}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
        mail.set_content(body)
        try:
            await asyncio.to_thread(self._hand_in, mail)
        except smtplib.SMTPResponseException as refused:
            retryable = 400 <= refused.smtp_code < 500
            raise ProviderError(
                f"the mail server refused ({refused.smtp_code})", retryable=retryable
            ) from None
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            retryable = all(400 <= code < 500 for code in codes)
            raise ProviderError("the mail server refused", retryable=retryable) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ProviderError(
                f"the mail server is out of reach ({type(error).__name__})", retryable=True
            ) from None
        return message_id

    def _hand_in(self, mail: EmailMessage) -> None:
        server = self._server
        if server.safety == "tls":
            with smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=_checked()
            ) as line:
                self._speak(line, mail)
            return
        with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS) as line:
            if server.safety == "starttls":
                line.starttls(context=_checked())
            self._speak(line, mail)

    def _speak(self, line: smtplib.SMTP, mail: EmailMessage) -> None:
        if self._server.name:
            line.login(self._server.name, self._server.password)
        line.send_message(mail)


def _checked() -> ssl.SSLContext:
    return ssl.create_default_context()
