"""An alert by email: what the mail server is handed, and what its refusals mean."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_string
from uuid import UUID

import pytest

from app.core.errors import ProviderError
from app.telephony.mail.sender import Mailer, Server


class Post:
    """A mail server on loopback: keeps what came, answers the recipient as told."""

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.says, self.port = "250 ok", 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        lines: list[str] | None = None
        async for raw in reader:
            line = raw.decode().rstrip("\r\n")
            verb = line[:4].upper()
            if lines is not None and line != ".":
                lines.append(line)
                continue
            if lines is not None:
                self.mails.append("\n".join(lines))
                lines, answer = None, "250 ok"
            elif verb == "DATA":
                lines, answer = [], "354 go on"
            elif verb == "QUIT":
                answer = "221 bye"
            else:
                answer = self.says if verb == "RCPT" else "250 ok"
            writer.write(f"{answer}\r\n".encode())
        writer.close()


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    made = Post()
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()


async def mail(port: int) -> str:
    mailer = Mailer(Server("127.0.0.1", port, "plain", "1098@helpline.test"))
    return await mailer.email("w@desk.test", "১০৯৮: কাজ ১", "http://x/a/abc\n", ref=UUID(int=7))


async def test_a_mail_holds_the_link_and_an_id_that_stays_the_same(post: Post) -> None:
    ids = {await mail(post.port) for _ in range(2)}
    assert ids == {f"<{UUID(int=7)}@helpline.test>"}
    read = message_from_string(post.mails[0])
    assert (read["To"], read["Auto-Submitted"]) == ("w@desk.test", "auto-generated")
    assert bytes(read.get_payload(decode=True)).strip() == b"http://x/a/abc"


@pytest.mark.parametrize(("says", "retryable"), [("450 later", True), ("550 nobody", False)])
async def test_a_refusal_says_whether_trying_again_can_help(
    post: Post, says: str, retryable: bool
) -> None:
    post.says = says
    with pytest.raises(ProviderError) as refused:
        await mail(post.port)
    assert refused.value.retryable is retryable
    assert "desk.test" not in str(refused.value)


async def test_a_server_out_of_reach_is_tried_again() -> None:
    with pytest.raises(ProviderError) as away:
        await mail(9)
    assert away.value.retryable
