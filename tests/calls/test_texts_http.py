"""Texts that came in, over HTTP: who sees the list, who takes one, and who may read the words."""

from app.core.db import Database
from app.core.settings import Settings
from tests.line import whole_line

CAME = {"MessageSid": "SM1", "From": "+8801210000055", "To": "1098", "Body": "কেউ আছেন?"}


async def test_a_counsellor_takes_a_text_and_only_then_may_open_its_ticket(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in (
            ("asha", "counsellor"),
            ("bina", "counsellor"),
            ("shanta", "supervisor"),
        ):
            await line.employ(name, role)
        await line.served.hook("/sms", CAME)
        async with (
            line.at_work("asha") as asha,
            line.at_work("bina") as bina,
            line.at_work("shanta") as shanta,
        ):
            await shanta.watch("board")
            (row,) = (await asha.ask("GET", "/texts"))["items"]
            assert "body" not in row
            assert list(shanta.rows("board", "texts").values()) == [row]
            file = f"/incidents/{row['incident_id']}"
            await asha.ask("GET", file, expect=404)
            await shanta.ask("POST", f"/texts/{row['id']}/take", expect=403)
            taken = await asha.ask("POST", f"/texts/{row['id']}/take")
            assert taken["taken_by"]["en"] == "asha"
            problem = await bina.ask("POST", f"/texts/{row['id']}/take", expect=409)
            assert problem["code"] == "text_is_taken"
            await bina.ask("GET", file, expect=404)
            opened = await asha.ask("GET", file)
            assert opened["incident"]["channel"] == "sms"
            assert [text["body"] for text in opened["texts"]] == [CAME["Body"]]
            await shanta.until(lambda: not shanta.rows("board", "texts"))
            assert (await asha.ask("GET", "/texts"))["items"] == []
