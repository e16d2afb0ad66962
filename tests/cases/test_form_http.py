"""Forms by HTTP: who may edit, what is refused and how, and filling one about an incident."""

import asyncio
import copy
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from app.cases.models import AccessRecord, TimelineEntry
from app.core.db import Database
from app.core.outbox import OutboxRow
from tests.cases.form_makers import asked, form, options
from tests.cases.form_office import Desks, desks

__all__ = ["desks"]

DEEP = b'{"code":"x","purpose":"other","definition":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001
SCRIPT = "<script>alert(1)</script>"
SIMPLE = form(
    asked("safe", "yes_no", required=True),
    asked("story", "long_text"),
    asked("who", "one", personal=True, options=options("a", "b")),
)
NEW = {"code": "own_form", "purpose": "other", "definition": SIMPLE}


async def made(desks: Desks, definition: Any = SIMPLE) -> str:
    """A published form; the id of its version."""
    status, _ = await desks.ask("administrator", "POST", "/forms", NEW | {"definition": definition})
    assert status == 201
    status, form_ = await desks.ask("administrator", "POST", "/forms/own_form/publish", {"rev": 1})
    assert status == 200, form_
    return str(form_["published"]["id"])


class TestEditing:
    async def test_a_form_is_written_checked_published_and_seen_by_those_who_fill(
        self, desks: Desks
    ) -> None:
        _, draft = await desks.ask("administrator", "POST", "/forms", NEW)
        assert (draft["no"], draft["state"], draft["rev"]) == (1, "draft", 1)
        _, seen = await desks.ask("counsellor", "GET", "/forms")
        assert "own_form" not in {one["code"] for one in seen["items"]}
        status, _ = await desks.ask("counsellor", "GET", f"/form-versions/{draft['id']}")
        assert status == 404
        saved = {"definition": {"title": {}}, "rev": 1, "note": "half"}
        _, half = await desks.ask("administrator", "PUT", "/forms/own_form/draft", saved)
        assert (half["rev"], half["note"]) == (2, "half")
        _, said = await desks.ask(
            "administrator", "POST", "/forms/own_form/check", {"definition": saved["definition"]}
        )
        assert {"path": "title.bn", "code": "empty"}.items() <= said["flaws"][0].items()
        status, said = await desks.ask(
            "administrator", "POST", "/forms/own_form/publish", {"rev": 2}
        )
        assert (status, said["code"], bool(said["flaws"])) == (422, "form_is_not_valid", True)
        await desks.ask(
            "administrator", "PUT", "/forms/own_form/draft", {"definition": SIMPLE, "rev": 2}
        )
        status, form_ = await desks.ask(
            "administrator", "POST", "/forms/own_form/publish", {"rev": 3}
        )
        assert [one["kind"] for one in form_["steps"]] == ["published", "drafted"]
        assert form_["steps"][0]["by"]["en"]
        for who in ("counsellor", "supervisor", "centre"):
            _, seen = await desks.ask(who, "GET", "/forms")
            (own,) = [one for one in seen["items"] if one["code"] == "own_form"]
            assert (own["title"]["en"], own["draft"]) == ("A form", None)
            _, version = await desks.ask(who, "GET", f"/form-versions/{own['published']['id']}")
            assert version["definition"]["sections"][0]["fields"][0]["code"] == "safe"

    @pytest.mark.parametrize("who", ["counsellor", "supervisor", "centre"])
    async def test_nobody_but_an_administrator_edits(self, desks: Desks, who: str) -> None:
        await made(desks)
        for method, path, body in (
            ("POST", "/forms", NEW),
            ("POST", "/forms/import", NEW | {"helpline_form": 1}),
            ("GET", "/forms/own_form", None),
            ("GET", "/forms/own_form/export", None),
            ("POST", "/forms/own_form/check", {"definition": {}}),
            ("POST", "/forms/own_form/draft", {}),
            ("PUT", "/forms/own_form/draft", {"definition": {}, "rev": 1}),
            ("POST", "/forms/own_form/draft/discard", {"rev": 1}),
            ("POST", "/forms/own_form/publish", {"rev": 1}),
            ("POST", "/forms/own_form/retire", None),
        ):
            status, said = await desks.ask(who, method, path, body)
            assert (status, said["code"]) == (403, "not_allowed"), path

    async def test_what_breaks_is_listed_and_published_only_when_it_is_confirmed(
        self, desks: Desks
    ) -> None:
        await made(desks)
        less = form(*SIMPLE["sections"][0]["fields"][:2], asked("new", "yes_no"))
        await desks.ask("administrator", "POST", "/forms/own_form/draft", {"definition": less})
        _, said = await desks.ask(
            "administrator", "POST", "/forms/own_form/check", {"definition": less}
        )
        told = {one["key"]: one["must_confirm"] for one in said["changes"]}
        assert told == {"field_removed:who": True, "field_added:new": False}
        path = "/forms/own_form/publish"
        status, said = await desks.ask("administrator", "POST", path, {"rev": 1})
        assert (status, said["code"]) == (409, "changes_are_not_confirmed")
        assert [one["key"] for one in said["changes"]] == list(told)
        body = {"rev": 1, "confirm": ["field_removed:who"]}
        status, form_ = await desks.ask("administrator", "POST", path, body)
        assert (status, form_["published"]["no"]) == (200, 2)
        assert form_["steps"][0]["facts"]["confirmed"] == ["field_removed:who"]

    async def test_of_two_administrators_who_publish_at_once_one_wins(self, desks: Desks) -> None:
        await desks.ask("administrator", "POST", "/forms", NEW)
        path = "/forms/own_form/publish"
        done = await asyncio.gather(
            desks.ask("administrator", "POST", path, {"rev": 1}),
            desks.ask("second", "POST", path, {"rev": 1}),
        )
        assert sorted(status for status, _ in done) == [200, 409]
        assert [said["code"] for status, said in done if status == 409] == ["no_draft"]

    async def test_a_draft_is_one_and_a_stale_save_is_told(self, desks: Desks) -> None:
        await made(desks)
        path = "/forms/own_form/draft"
        await desks.ask("administrator", "POST", path, {})
        status, said = await desks.ask("second", "POST", path, {})
        assert (status, said["code"], said["no"]) == (409, "draft_exists", 2)
        save = {"definition": SIMPLE, "rev": 1}
        await desks.ask("administrator", "PUT", path, save)
        status, said = await desks.ask("second", "PUT", path, save)
        assert (status, said["code"], said["rev"]) == (409, "draft_has_changed", 2)
        status, _ = await desks.ask("second", "POST", f"{path}/discard", {"rev": 2})
        assert status == 204
        status, said = await desks.ask("administrator", "PUT", path, save)
        assert (status, said["code"]) == (409, "no_draft")

    async def test_a_form_goes_to_another_installation_as_a_file_and_arrives_as_a_draft(
        self, desks: Desks
    ) -> None:
        await made(desks)
        status, file = await desks.ask("administrator", "GET", "/forms/own_form/export")
        assert (status, file["helpline_form"], file["code"]) == (200, 1, "own_form")
        status, said = await desks.ask("second", "POST", "/forms/import", file)
        assert (status, said["draft"]["state"], said["draft"]["no"]) == (201, "draft", 2)
        assert (said["flaws"], said["draft"]["definition"]) == ([], file["definition"])
        elsewhere = file | {"code": "elsewhere", "definition": {"title": SCRIPT}}
        status, said = await desks.ask("second", "POST", "/forms/import", elsewhere)
        assert (status, said["draft"]["code"], bool(said["flaws"])) == (201, "elsewhere", True)
        for wrong in (file | {"purpose": "visit"}, file | {"helpline_form": 2}, file | {"x": 1}):
            status, _ = await desks.ask("second", "POST", "/forms/import", wrong)
            assert status == 422

    async def test_retiring_ends_filling_and_leaves_what_was_filled(self, desks: Desks) -> None:
        version = await made(desks)
        begun = {"version_id": version, "answers": {"safe": "no"}}
        _, kept = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", begun)
        status, form_ = await desks.ask("administrator", "POST", "/forms/own_form/retire")
        assert (status, form_["published"], bool(form_["retired_at"])) == (200, None, True)
        status, said = await desks.ask("administrator", "POST", "/forms/own_form/retire")
        assert (status, said["code"]) == (409, "form_is_retired")
        status, said = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", begun)
        assert (status, said["code"]) == (404, "form_not_found")
        path = f"{desks.incident}/forms/{kept['id']}"
        assert (await desks.ask("counsellor", "GET", path))[1]["answers"] == {"safe": "no"}


class TestAttacks:
    async def test_five_megabytes_are_refused_before_they_are_read(self, desks: Desks) -> None:
        big = NEW | {"definition": {"title": "x" * 5_000_000}}
        assert (await desks.ask("administrator", "POST", "/forms", big))[0] == 413

    @pytest.mark.parametrize(
        "body",
        [
            DEEP,
            b'{"code":"x","purpose":"other","definition":{"a":NaN}}',
            b'{"code":"x","purpose":"other","definition":{"a":"\\u0000"}}',
            b'{"code":"x","purpose":"other","definition":{"\\ud800":1}}',
            b'{"code":"x","purpose":"other","definition":[1]}',
            b'{"code":"x\\u0000","purpose":"other"}',
            b'{"code":"x","purpose":"nothing"}',
            b"[]",
            b"nonsense",
            b'{"code":"x","purpose":"other","definition":{"a":1e999}}',
        ],
    )  # fmt: skip
    async def test_rubbish_is_answered_with_a_clear_refusal(
        self, desks: Desks, body: bytes
    ) -> None:
        status, said = await desks.ask("administrator", "POST", "/forms", body)
        assert status in (400, 422), said

    async def test_a_cycle_of_conditions_is_not_published(self, desks: Desks) -> None:
        cycle = form(
            asked("one", "yes_no", show_when=[{"field": "two", "is": ["yes"]}]),
            asked("two", "yes_no", show_when=[{"field": "one", "is": ["yes"]}]),
        )
        await desks.ask("administrator", "POST", "/forms", NEW | {"definition": cycle})
        status, said = await desks.ask(
            "administrator", "POST", "/forms/own_form/publish", {"rev": 1}
        )
        assert (status, said["flaws"][0]["code"]) == (422, "not_earlier")

    async def test_script_in_a_label_stays_text_and_hidden_signs_are_refused(
        self, desks: Desks
    ) -> None:
        scripted = copy.deepcopy(SIMPLE)
        option = scripted["sections"][0]["fields"][2]["options"][0]
        option["label"] = {"bn": SCRIPT, "en": SCRIPT}
        version = await made(desks, scripted)
        _, kept = await desks.ask("counsellor", "GET", f"/form-versions/{version}")
        shown = kept["definition"]["sections"][0]["fields"][2]["options"][0]["label"]
        assert shown == {"bn": SCRIPT, "en": SCRIPT}
        for sign in ("\u202e", "\u2066", "\u200f", "\x07", "\ufeff"):
            option["label"] = {"bn": "ক", "en": f"a{sign}b"}
            _, said = await desks.ask(
                "administrator", "POST", "/forms/own_form/check", {"definition": scripted}
            )
            assert [one["code"] for one in said["flaws"]] == ["hidden_signs"]


class TestFilling:
    async def test_a_form_about_an_incident_is_filled_completed_and_corrected(
        self, desks: Desks, database: Database
    ) -> None:
        version = await made(desks)
        path, id_ = f"{desks.incident}/forms", str(uuid4())
        begun = {"version_id": version, "answers": {"story": "Xandroff mama"}, "id": id_}
        status, row = await desks.ask("counsellor", "POST", path, begun)
        assert (status, row["state"], row["version"]) == (201, "draft", 1)
        assert [one["path"] for one in row["missing"]] == ["safe"]
        assert (await desks.ask("counsellor", "POST", path, begun))[1]["version"] == 1
        one = f"{path}/{id_}"
        status, said = await desks.ask("counsellor", "POST", f"{one}/complete", {"version": 1})
        assert (status, said["code"]) == (409, "form_is_incomplete")
        save = {"answers": {"safe": "no", "story": "Xandroff mama"}, "version": 1}
        assert (await desks.ask("counsellor", "PUT", one, save))[0] == 200
        status, said = await desks.ask("supervisor", "PUT", one, save)
        assert (status, said["code"], said["version"]) == (409, "answer_has_changed", 2)
        assert (await desks.ask("counsellor", "POST", f"{one}/complete", {"version": 2}))[0] == 200
        status, said = await desks.ask("counsellor", "PUT", one, {**save, "version": 3})
        assert (status, said["code"], said["legal"]) == (409, "illegal_move", ["correct"])
        better = {"answers": {"safe": "yes"}, "version": 3, "why": "Xandroff was misheard"}
        status, row = await desks.ask("supervisor", "POST", f"{one}/correct", better)
        assert (row["revision"], row["why"]) == (2, "Xandroff was misheard")
        _, before = await desks.ask("supervisor", "GET", f"{one}?revision=1")
        assert before["answers"] == save["answers"]
        _, listed = await desks.ask("counsellor", "GET", path)
        assert [(row["form"], row["state"]) for row in listed["items"]] == [
            ("own_form", "complete")
        ]
        async with database.transaction() as session:
            told = await session.exec(
                select(TimelineEntry)
                .where(col(TimelineEntry.kind).contains("form_"))
                .order_by("seq")
            )
            entries = list(told)
            written = str([one.facts for one in await session.exec(select(OutboxRow))])
            reasons = set(await session.exec(select(AccessRecord.reason)))
        assert [entry.kind for entry in entries] == [
            "incident.form_filled",
            "incident.form_completed",
            "incident.form_corrected",
        ]
        assert entries[0].facts == {"answer_id": id_, "form": "own_form"}
        assert "Xandroff" not in written
        assert "filled forms" in reasons

    async def test_answers_that_fit_nothing_are_refused_by_their_fields(self, desks: Desks) -> None:
        version = await made(desks)
        cases: tuple[tuple[dict[str, Any], list[tuple[str, str]]], ...] = (
            ({"nothing": 1}, [("nothing", "no_such_field")]),
            ({"safe": True}, [("safe", "not_an_option")]),
            ({"safe": "no", "who": "<b>"}, [("who", "not_an_option")]),
            ({"\ud83d": 1}, [("?", "no_such_field")]),
        )
        for answers, flaws in cases:
            body: dict[str, Any] = {"version_id": version, "answers": answers}
            status, said = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", body)
            assert (status, said["code"]) == (422, "answers_are_invalid")
            assert [(one["path"], one["code"]) for one in said["flaws"]] == flaws
        for body in (
            {"version_id": version, "answers": []},
            {"version_id": version, "answers": {"story": "x" * 250_000}},
        ):
            status, _ = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", body)
            assert status == 422

    async def test_places_and_people_are_named_to_whoever_reads(self, desks: Desks) -> None:
        version = await made(desks, form(asked("home", "place"), asked("by", "person")))
        _, me = await desks.ask("counsellor", "GET", "/session")
        by = {"kind": "staff", "id": me["id"]}
        body = {"version_id": version, "answers": {"home": "BD3026", "by": by}}
        _, row = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", body)
        assert row["names"]["BD3026"]["en"] == "Dhaka"
        assert row["names"][me["id"]]["bn"]

    async def test_control_and_direction_signs_in_answers_become_visible(
        self, desks: Desks
    ) -> None:
        version = await made(desks)
        body = {"version_id": version, "answers": {"story": "a\u202eb\x07c\x00\nd"}}
        _, row = await desks.ask("counsellor", "POST", f"{desks.incident}/forms", body)
        assert row["answers"]["story"] == "a\ufffdb\ufffdc\ufffd\nd"

    async def test_a_colleagues_ticket_is_as_one_that_is_not_there(self, desks: Desks) -> None:
        version = await made(desks)
        body = {"version_id": version, "answers": {}}
        for method, said in (("GET", None), ("POST", body)):
            foreign = await desks.ask("stranger", method, f"{desks.incident}/forms", said)
            absent = await desks.ask("stranger", method, f"/incidents/{uuid4()}/forms", said)
            assert foreign == absent
            assert foreign[0] == 404
