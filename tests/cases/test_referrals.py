"""Referrals and transfers on a real database: consent, states, deadlines, duplicates, owners."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import select

from app.cases.case_assignments import AssignmentIsPending, NotTheOneAsked, assign
from app.cases.case_closure import CaseIsHeld
from app.cases.referral_consents import ConsentIsWithdrawn, withdraw
from app.cases.referral_doubts import ReferralIsDoubtful
from app.cases.referral_models import ReceivedService
from app.cases.referral_services import ServiceIsOver, end, note
from app.cases.referrals import (
    ConsentIsNeeded,
    NobodyTakesCases,
    ReferralIsOut,
    TransferIsByPerson,
    follow_consent,
)
from app.core import clock
from app.core.db import Database, execute
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.directory import offered
from app.directory.offered import ServiceHasEnded
from app.directory.states import CentreService
from tests.cases.referring import Referring


@pytest.fixture
async def work(database: Database) -> Referring:
    made = Referring(database)
    await made.build()
    return made


async def test_a_referral_needs_consent_and_goes_from_sent_to_done(work: Referring) -> None:
    case_id = await work.open()
    with pytest.raises(ConsentIsNeeded) as needed:
        await work.refer(case_id, "asha shelter")
    assert needed.value.facts["consent"] == "not_asked"
    assert "life_at_risk" in needed.value.facts["laws"]
    await work.agree(case_id, "asha education")
    await work.agree(case_id, "onno shelter")
    with pytest.raises(ConsentIsNeeded):
        await work.refer(case_id, "asha shelter")
    await work.agree(case_id, "asha shelter")
    with pytest.raises(InputIsInvalid):
        await work.refer(case_id, "asha shelter", law="court_order", why="x")
    sent = await work.refer(case_id, "asha shelter")
    with pytest.raises(ReferralIsOut) as out:
        await work.refer(case_id, "asha shelter")
    assert out.value.facts["referral"] == str(sent)
    assert (await work.dues(case_id))["referral"].base_at == (await work.referral(sent)).sent_at
    with pytest.raises(CaseIsHeld) as held:
        await work.ask_to_close(case_id)
    assert {"kind": "referral_out", "ref": str(sent)} in held.value.facts["holds"]
    with pytest.raises(IllegalMove) as illegal:
        await work.answer(case_id, sent, "done completed")
    assert illegal.value.facts["legal"] == ["accept", "reject", "revoke"]
    await work.answer(case_id, sent, "accept")
    assert "referral" not in await work.dues(case_id)
    assert await work.received(case_id) == [("shelter", False)]
    (received,) = await work.warned(case_id, "shelter")
    assert (received.own_case, received.asked_only) == (True, False)
    with pytest.raises(IllegalMove):
        await work.answer(case_id, sent, "reject full")
    await work.answer(case_id, sent, "done completed")
    assert await work.received(case_id) == [("shelter", True)]
    told = await work.told(case_id)
    kinds = [one["kind"] for one in told if "referr" in one["kind"] or "consent" in one["kind"]]
    assert kinds == [*["case.consent_noted"] * 3, "case.referred", *["case.referral_moved"] * 2]
    assert [one.get("state") for one in told][-2:] == ["accepted", "done"]
    await work.ask_to_close(case_id)


async def test_a_refusal_gives_way_only_to_a_law_with_words_and_a_withdrawal_calls_off(
    work: Referring,
) -> None:
    case_id = await work.open()
    await work.agree(case_id, "asha shelter", child_assents=False)
    with pytest.raises(ConsentIsNeeded) as needed:
        await work.refer(case_id, "asha shelter")
    assert needed.value.facts["consent"] == "refused", "the child's own word counts"
    for law, why in (("custom", "x"), ("court_order", None), ("court_order", "  ")):
        with pytest.raises(InputIsInvalid):
            await work.refer(case_id, "asha shelter", law=law, why=why)
    forced = await work.refer(case_id, "asha shelter", law="life_at_risk", why="সে বিপদে আছে")
    assert ((await work.referral(forced)).ground.value, (await work.referral(forced)).law) == (
        "law",
        "life_at_risk",
    )
    assert (await work.told(case_id, "case.referred"))[0]["law"] == "life_at_risk"
    given = await work.agree(case_id, "asha education", "child", withheld=["guardian"])
    sent = await work.refer(case_id, "asha education")
    assert (await work.referral(sent)).withheld == ["guardian"]

    async def take_back(session: Any, case: Any) -> None:
        by = work.id("mita")
        row = await withdraw(session, case, given, by)
        await follow_consent(session, case, row.organisation_id, row.service, by)

    await work.on(case_id, take_back)
    row = await work.referral(sent)
    assert (row.state.value, row.reason) == ("revoked", "consent_withdrawn")
    assert (await work.referral(forced)).state.value == "sent", "it rests on a law"
    with pytest.raises(ConsentIsWithdrawn):
        await work.on(case_id, withdraw, given, work.id("mita"))
    await work.answer(case_id, forced, "revoke other", by="mita", words="অন্য কারণ")
    with pytest.raises(InputIsInvalid):
        await work.answer(case_id, forced, "revoke busy", by="mita")


async def test_a_withdrawn_word_takes_no_refusal_of_the_child_with_it(work: Referring) -> None:
    case_id = await work.open()
    asked = await work.agree(case_id, "asha shelter", answer="refused", child_assents=False)
    await work.on(case_id, withdraw, asked, work.id("mita"))
    await work.agree(case_id, "asha shelter", "father")
    with pytest.raises(ConsentIsNeeded) as needed:
        await work.refer(case_id, "asha shelter")
    assert needed.value.facts["consent"] == "refused"
    await work.agree(case_id, "asha shelter", "child")
    await work.refer(case_id, "asha shelter")


async def test_what_must_not_be_told_even_so_is_told_no_more_of_what_was_sent_already(
    work: Referring,
) -> None:
    case_id = await work.open()
    await work.agree(case_id, "asha shelter")
    await work.agree(case_id, "asha education")
    sent = await work.refer(case_id, "asha shelter")
    accepted = await work.refer(case_id, "asha education")
    await work.answer(case_id, accepted, "accept")
    for service, kept in (("shelter", ["name", "guardian"]), ("education", ["schooling"])):
        await work.agree(case_id, f"asha {service}", withheld=kept)
        args = (work.organisations["asha"], service, work.id("mita"))
        await work.on(case_id, follow_consent, *args)
    assert (await work.referral(sent)).withheld == ["guardian", "name"]
    assert (await work.referral(accepted)).withheld == ["schooling"]
    assert (await work.referral(sent)).state.value == "sent", "there is consent still"


async def test_a_transfer_gives_the_case_away_only_on_a_persons_yes(work: Referring) -> None:
    case_id = await work.open()
    await work.agree(case_id, "asha shelter")
    sent = await work.refer(case_id, "asha shelter", "transfer")
    assert (await work.case(case_id)).owner_id == work.id("mita"), "until then it is the giver's"
    with pytest.raises(ReferralIsOut):
        await work.refer(case_id, "asha shelter", "transfer")
    with pytest.raises(NotTheOneAsked):
        await work.answer(case_id, sent, "accept", by="mita")
    with pytest.raises(TransferIsByPerson):
        await work.answer(case_id, sent, "accept", by="nila", by_word=True)
    await work.answer(case_id, sent, "reject full", by="nila")
    assert (await work.case(case_id)).owner_id == work.id("mita")
    again = await work.refer(case_id, "asha shelter", "transfer")
    await work.answer(case_id, again, "accept", by="nila")
    assert (await work.case(case_id)).owner_id == work.id("nila")
    assert (await work.told(case_id))[-1]["kind"] == "case.transferred"
    assert await work.received(case_id) == [], "a transfer is no service"
    with pytest.raises(IllegalMove):
        await work.answer(case_id, again, "revoke no_answer", by="nila")
    await work.agree(case_id, "onno education")
    with pytest.raises(ReferralIsDoubtful) as doubtful:
        await work.refer(case_id, "onno education", "transfer", by="nila")
    assert doubtful.value.facts["misfits"] == ["other_area"]
    far_away = await work.offer("asha", "meals", ["BD1006"])
    work.services["asha meals"] = far_away
    await work.agree(case_id, "asha meals")
    with pytest.raises(NobodyTakesCases):
        await work.refer(case_id, "asha meals", "transfer", despite="moves_there")
    other = await work.open()
    await work.agree(other, "asha shelter")
    await work.on(other, assign, work.id("rina"), work.id("mita"))
    with pytest.raises(AssignmentIsPending):
        await work.refer(other, "asha shelter", "transfer")


async def test_the_same_child_is_not_served_twice_unawares(work: Referring) -> None:
    first, second, third = [await work.open() for _ in range(3)]
    assert await work.warned(first, "shelter") == []
    by = work.id("mita")
    await work.on(first, note, "shelter", work.organisations["onno"], None, by)
    await work.on(first, note, "psychosocial", work.organisations["onno"], None, by)
    assert await work.warned(second, "shelter") == [], "of another child nothing is known"
    one, other, like = [(await work.case(id_)).child_id for id_ in (first, second, third)]
    low, high = sorted((one, like))
    await work.do(
        lambda s: execute(
            s,
            "INSERT INTO same_child (id, child_id, other_id, state, score, reasons, suggested_at) "
            "VALUES ($1, $2, $3, 'suggested', 20, '[]', $4)",
            uuid4(),
            low,
            high,
            clock.now(),
        )
    )
    await work.do(
        lambda s: execute(s, "UPDATE child SET merged_into = $1 WHERE id = $2", one, other)
    )
    (warned,) = await work.warned(second, "shelter")
    assert (warned.certain, warned.own_case) == (True, False)
    assert warned.organisation_id == work.organisations["onno"]
    (quiet,) = await work.warned(second, "psychosocial")
    assert (quiet.certain, quiet.organisation_id, quiet.since) == (True, None, None)
    (likely,) = await work.warned(third, "shelter")
    assert (likely.certain, likely.organisation_id) == (False, None)
    await work.agree(second, "asha shelter")
    with pytest.raises(ReferralIsDoubtful) as doubtful:
        await work.refer(second, "asha shelter")
    (row,) = doubtful.value.facts["duplicates"]
    assert row["organisation"]["en"] == "onno organisation"
    assert "case" not in row
    with pytest.raises(InputIsInvalid):
        await work.refer(second, "asha shelter", despite="because")
    sent = await work.refer(second, "asha shelter", despite="no_other_place")
    assert (await work.referral(sent)).despite == "no_other_place"
    assert [one.asked_only for one in await work.warned(first, "shelter")] == [False, True]
    rows = await work.do(lambda s: s.exec(received_ids(first)))
    shelter = rows.all()[0]
    await work.on(first, end, shelter, by)
    with pytest.raises(ServiceIsOver):
        await work.on(first, end, shelter, by)
    assert [one.asked_only for one in await work.warned(first, "shelter")] == [True]
    with pytest.raises(InputIsInvalid):
        await work.on(first, note, "meals", None, clock.now() + timedelta(hours=1), by)


def received_ids(case_id: UUID) -> Any:
    return select(ReceivedService.id).where(
        ReceivedService.case_id == case_id, ReceivedService.kind == CentreService.SHELTER
    )


async def test_a_service_that_does_not_fit_is_said_and_an_ended_one_takes_nobody(
    work: Referring,
) -> None:
    case_id = await work.open()
    girls = await work.offer(
        "asha", "technical_training", ["TH-DMP-sutrapur"], gender="girls", age_from=14, age_to=17
    )
    work.services["asha training"] = girls
    await work.agree(case_id, "asha technical_training")
    await work.say(case_id, "sex", "boy")
    await work.say(case_id, "age", {"from": 9, "to": 10, "certainty": "likely"})
    with pytest.raises(ReferralIsDoubtful) as doubtful:
        await work.refer(case_id, "asha training")
    assert doubtful.value.facts["misfits"] == ["too_young", "other_gender"]
    sent = await work.refer(case_id, "asha training", despite="other_need")
    await work.do(lambda s: offered.end(s, girls, work.id("admin")))
    with pytest.raises(ServiceHasEnded):
        await work.answer(case_id, sent, "accept")
    await work.answer(case_id, sent, "reject not_our_service")
    with pytest.raises(ServiceHasEnded):
        await work.refer(case_id, "asha training", despite="other")


async def test_an_unanswered_referral_is_told_to_worker_supervisor_and_district_once(
    work: Referring,
) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        case_id = await work.open()
        await work.check(case_id, "child_seen")
        await work.agree(case_id, "asha shelter")
        await work.agree(case_id, "asha education")
        first = await work.refer(case_id, "asha shelter")
        traveller.shift(timedelta(hours=1))
        second = await work.refer(case_id, "asha education")
        for hours in (23, 6, 6):
            traveller.shift(timedelta(hours=hours, minutes=1))
            await work.fire()
        wanted = [f"referral {level}" for level in ("worker", "supervisor", "district")]
        assert [one for one in await work.late(case_id) if "referral" in one] == wanted
        await work.answer(case_id, first, "reject full")
        due = (await work.dues(case_id))["referral"]
        assert due.base_at == (await work.referral(second)).sent_at, "the next oldest counts"
        await work.fire()
        await work.answer(case_id, second, "accept", by="mita", by_word=True)
        assert "referral" not in await work.dues(case_id)
        assert (await work.referral(second)).by_word
        assert (await work.case(case_id)).late_level == 0
        await work.audit()
        assert await work.told(case_id, "case.due_found") == []
