"""Questions by key amid disorder: whoever is out for one is never taken for lost, nor left there.

The stories of test_reducer_property.py, with questions in their talks. HELPLINE_SEED repeats a run.
"""

import random
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from app.calls import phone, reducer
from app.calls.conversation import Ends, Line, Picture, WaitsAgain
from app.calls.states import CallState
from tests.calls.lines_world import CALLER, Disorder, LinesWorld, News, Sees, a_plot, arriving
from tests.calls.lines_world import somebody_acts as acts_without_questions
from tests.calls.test_reducer_property import MOST_TURNS, SEED, PureSystem, outcome, told_of

CASES = 1_500
IN_A_QUESTION = ("line_drops", "caller_hangs_up")
"""What may end a talk while its caller is out for a question."""


@dataclass
class AskingWorld(LinesWorld):
    """The same phone network, whose caller is taken out of the conference and comes back.

    `questions` of each acceptance: `answers` (a key, and back), `silence` (nobody ever hears of it)
    and, as the last, `fate`: what ends the talk happens while the caller is out. `tells_dial`: the
    network asks what comes after the Dial that a redirect ended, which no document says.
    """

    questions: list[list[str]] = field(default_factory=list)
    tells_dial: bool = False
    stay: int = 0
    out: bool = False

    def left_for(self, accepted: int) -> list[str]:
        return self.questions[accepted - 1] if accepted else []

    def take_out(self) -> bool:
        """Out of the conference, which goes on, for a question; False: the line is gone."""
        step = self.room
        if self.caller_up and step is not None and CALLER in self.inside.get(step, set()):
            self.inside[step].discard(CALLER)
            self._tell_room("leave", CALLER, step)
            if self.tells_dial:
                self.news.append(News("back", CALLER, step, self.stay))
            self.room, self.out = None, True
            self.stay += 1
        return self.caller_up

    def bridge(self, step: int) -> bool:
        self.out = False
        return super().bridge(step)

    def wait(self) -> bool:
        self.out = False
        return super().wait()

    def people_act(self, accepted: int, sees: Sees) -> str | None:
        before = len(self.news)
        done = super().people_act(accepted, sees)
        self.news[before:] = [
            replace(one, order=self.stay) if one.kind == "back" else one
            for one in self.news[before:]
        ]
        return done

    def fate_while_out(self, accepted: int) -> None:
        self.acts += 1
        self.talked.append(accepted)
        if self.plot[accepted - 1] == "line_drops":
            self._drop(self.rung[-1])
        else:
            self.out = False
            self._caller_goes()


@dataclass
class AskingSystem(PureSystem):
    """The product's side: a question is open, and a job takes the caller out for it."""

    world: AskingWorld
    open: bool = False
    put_off: list[str] = field(default_factory=list)

    def may_ask(self) -> bool:
        talks = self.picture.state is CallState.TALKING and self.world.meets is not None
        return talks and not self.open and bool(self.world.left_for(self.accepted))

    def ask(self) -> None:
        self.open = True
        self.picture = replace(self.picture, stay=self.picture.stay + 1)
        self.jobs.append(("take_out", None))

    def work(self, at: int = 0) -> None:
        if self.jobs[at][0] != "take_out":
            super().work(at)
            return
        self.jobs.pop(at)
        if self.open and self.picture.state is CallState.TALKING and not self.world.take_out():
            self.take_in(phone.CallEnded())

    def goes_on(self) -> None:
        """As `_where_now`: the caller's line asks where it belongs, once the question is over."""
        self.open = False
        if self.picture.state in (CallState.TALKING, CallState.CONNECTING):
            self.world.bridge(self.picture.step)
        elif self.picture.state is CallState.WAITING:
            self.world.wait()
        else:
            self.world.hang_up(CALLER)

    def question_due(self) -> bool:
        """As interview_keys.question_due and asking.bring_back; whether there was a question."""
        was, self.open = self.open, False
        inside = CALLER in self.world.present(self.picture.step)
        if was and self.picture.state is CallState.TALKING and not inside:
            self.world.bridge(self.picture.step)
        return was

    def _after(self, reduced: reducer.Reduced) -> None:
        super()._after(reduced)
        if any(isinstance(move, WaitsAgain | Ends) for move in reduced[1]):
            self.open = False


def a_story(dice: random.Random) -> tuple[list[str], list[list[str]], bool]:
    plot = a_plot(dice)
    questions = []
    for fate in plot:
        asked = dice.choices(["answers", "silence"], [3, 1], k=dice.randrange(4))
        if fate in IN_A_QUESTION and dice.random() < 0.5:
            asked.append("fate")
        questions.append(asked)
    return plot, questions, dice.random() < 0.5


def world_of(story: tuple[list[str], list[list[str]], bool]) -> AskingWorld:
    plot, questions, tells_dial = story
    return AskingWorld(plot, questions=[list(asked) for asked in questions], tells_dial=tells_dial)


def play(world: AskingWorld, disorder: Disorder) -> AskingSystem:
    """The story from the first ring until nothing moves any more."""
    system = AskingSystem(world)
    dice, told = disorder.dice, list[News]()
    for _ in range(MOST_TURNS):
        told += arriving(world, disorder)
        turns = _turns(system, told)
        if not turns:
            if _at_rest(system):
                return system
            continue
        turn = dice.choice(turns) if dice else turns[0]
        if turn == "news":
            _hear(system, told.pop(dice.randrange(len(told)) if dice else 0))
        elif turn == "job":
            system.work()
        elif turn == "ask":
            system.ask()
        elif turn == "asked":
            _while_out(system)
        else:
            system.people_do(world.people_act(system.accepted, system.sees()) or "")
    raise AssertionError(f"the story does not come to rest: {system.picture}")


def _hear(system: AskingSystem, news: News) -> None:
    if news.kind == "back":
        system.take_in(phone.CallerBack(news.step, news.order))
    else:
        told_of(system, news)


def _while_out(system: AskingSystem) -> None:
    left = system.world.left_for(system.accepted)
    what = left.pop(0) if left else "answers"
    if what == "fate":
        system.world.fate_while_out(system.accepted)
    elif what == "answers":
        system.goes_on()
    else:
        system.world.out = False  # nothing of it reaches us: only time brings the caller back


def _turns(system: AskingSystem, told: list[News]) -> list[str]:
    turns = ["news"] if told else []
    turns += ["job"] if system.jobs else []
    if system.world.out and (system.open or not system.world.left_for(system.accepted)):
        return [*turns, "asked"]
    if system.may_ask():
        return [*turns, "ask"]
    left = system.world.left_for(system.accepted)
    talks = system.world.meets is not None
    if not (talks and left) and not system.open:
        world, state = system.world, system.picture.state
        turns += (
            ["people"]
            if acts_without_questions(world, system.accepted, state, system.sees())
            else []
        )
    return turns


def _at_rest(system: AskingSystem) -> bool:
    state = system.picture.state
    if state is CallState.ENDED:
        return not system.world.caller_up
    if system.question_due():
        return False
    if state is CallState.WAITING and system.world.caller_up:
        system.accept()
    elif state is CallState.CONNECTING:
        system.connect_due()
    else:
        system.look()
    return False


@pytest.mark.parametrize("part", range(2))
def test_with_questions_disorder_and_repetition_change_nothing(part: int) -> None:
    out = 0
    for case in range(CASES):
        seed = f"{SEED}/asked/{part}/{case}"
        dice = random.Random(seed)
        story = a_story(dice)
        calm, wild = world_of(story), world_of(story)
        first = outcome(play(calm, Disorder()))
        then = outcome(play(wild, Disorder(dice, again=0.5)))
        assert then == first, f"HELPLINE_SEED={SEED}: {seed} {story}"
        assert first["state"] is CallState.ENDED and first["ended"] == 1
        out += calm.stay
    assert out > CASES  # the stories are full of questions


@pytest.mark.parametrize("part", range(2))
def test_with_questions_lost_news_is_made_up_for(part: int) -> None:
    for case in range(CASES):
        seed = f"{SEED}/asked-lost/{part}/{case}"
        dice = random.Random(seed)
        story = a_story(dice)
        first = outcome(play(world_of(story), Disorder()))
        disorder = Disorder(dice, lose=dice.random() * 0.7, again=0.3)
        then = outcome(play(world_of(story), disorder))
        del first["step"], then["step"]
        if first["answered"] and not then["answered"]:
            first |= {"answered": False, "reason": then["reason"]}
            assert then["reason"] in (reducer.ABANDONED, "counsellor_hung_up")
        assert then == first, f"HELPLINE_SEED={SEED}: {seed} {story}"


def test_the_end_of_a_dial_for_a_question_counts_whenever_it_is_told_for_nothing() -> None:
    """And that of the stay after it counts: the rule itself, without a world around it."""
    line = Line(UUID(int=1), UUID(int=2))
    picture = Picture(
        CallState.TALKING, step=1, owner_id=UUID(int=2), answered=True, stay=2, lines=(line,)
    )
    for stay in (0, 1, 3):
        assert reducer.reduce(picture, phone.CallerBack(1, stay)) == (picture, ())
    after, _ = reducer.reduce(picture, phone.CallerBack(1, 2))
    assert after.state is CallState.WAITING
