"""No sequence of admissions, moves and discharges passes the seats without a reason on record.

The rules alone, without a database: a model of one centre that asks them before each step, as the
verbs do. The same over a real database, with fewer steps, is in tests/dispatch/test_centre_desk.py.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import HelplineError
from app.residence.admitting import at_the_desk, bed_chosen
from app.residence.beds import Beds, FreeBed, HouseBeds, choose, suits
from app.residence.states import MoreReason

SEXES = ("girl", "boy", "other", None)


@dataclass
class Child:
    """One who stays: in which bed, and by which reason if beyond the seats (`asked`: an alarm)."""

    sex: str | None
    bed: UUID | None
    why: MoreReason | None = None
    asked: bool = False


@dataclass
class Centre:
    """A girls' house, a boys' house, seats as declared, and who is there."""

    declared: int | None
    beds: dict[UUID, FreeBed] = field(default_factory=dict)
    out: set[UUID] = field(default_factory=set)
    held: dict[UUID, UUID | None] = field(default_factory=dict)
    children: dict[UUID, Child] = field(default_factory=dict)
    extra: int = 0

    def taken(self) -> set[UUID]:
        beds = [*self.held.values(), *(child.bed for child in self.children.values())]
        return {bed for bed in beds if bed is not None}

    def free(self) -> list[FreeBed]:
        away = self.taken() | self.out
        return [bed for id_, bed in self.beds.items() if id_ not in away]

    def counted(self) -> Beds:
        in_use = [bed for id_, bed in self.beds.items() if id_ not in self.out]
        taken = self.taken()
        houses = tuple(
            HouseBeds(
                takes,
                sum(bed.takes == takes for bed in in_use),
                sum(bed.takes == takes and bed.id in taken for bed in in_use),
            )
            for takes in ("girls", "boys")
        )
        seats = len(in_use) if self.declared is None else min(self.declared, len(in_use))
        return Beds(
            seats=seats,
            held=len(self.held),
            stays=len(self.children),
            extra=self.extra,
            houses=houses,
        )

    def admit(self, sex: str | None, bed: UUID | None, why: MoreReason | None) -> None:
        place = at_the_desk(self.counted(), self.free(), sex=sex, age=None, chosen=bed, why=why)
        self.children[uuid4()] = Child(sex, place.bed, place.why)

    def hold(self, sex: str | None) -> None:
        if self.counted().has_room_for(sex):
            bed = choose(self.free(), sex, None)
            self.held[uuid4()] = bed.id if bed else None

    def at_the_door(self, sex: str | None) -> None:
        """Somebody for whom a bed was kept, or nobody knew of: never sent away."""
        kept = self.held.pop(next(iter(self.held)), None) if self.held else None
        if kept is None or not suits(self.beds[kept].takes, sex):
            found = choose(self.free(), sex, None)
            kept = found.id if found else None
        self.children[uuid4()] = child = Child(sex, kept)
        child.asked = self.counted().over > 0

    def move(self, who: int, bed: UUID) -> None:
        if self.children:
            child = list(self.children.values())[who % len(self.children)]
            child.bed = bed_chosen(self.free(), bed, child.sex).id

    def leave(self, who: int) -> None:
        if self.children:
            self.children.pop(list(self.children)[who % len(self.children)])

    def take_out(self, bed: UUID) -> None:
        if bed not in self.taken():
            self.out.add(bed)
            if self.counted().over:
                self.out.discard(bed)

    def explained(self) -> int:
        """How many are there beyond the seats, with a reason or an alarm that asks for one."""
        return sum(child.why is not None or child.asked for child in self.children.values())


ACTIONS = st.one_of(
    st.tuples(
        st.just("admit"),
        st.sampled_from(SEXES),
        st.integers(-1, 5),
        st.sampled_from((None, MoreReason.SIBLINGS)),
    ),
    st.tuples(st.just("hold"), st.sampled_from(SEXES)),
    st.tuples(st.just("door"), st.sampled_from(SEXES)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 5)),
    st.tuples(st.just("leave"), st.integers(0, 9)),
    st.tuples(st.just("release")),
    st.tuples(st.just("out"), st.integers(0, 5)),
    st.tuples(st.just("back"), st.integers(0, 5)),
    st.tuples(st.just("more"), st.integers(0, 2)),
)


def _do(centre: Centre, action: tuple, beds: list[UUID]) -> None:  # type: ignore[type-arg]
    match action:
        case ("admit", sex, at, why):
            centre.admit(sex, beds[at] if at >= 0 else None, why)
        case ("hold", sex):
            centre.hold(sex)
        case ("door", sex):
            centre.at_the_door(sex)
        case ("move", who, at):
            centre.move(who, beds[at])
        case ("leave", who):
            centre.leave(who)
        case ("release",):
            if centre.held:
                centre.held.pop(next(iter(centre.held)))
        case ("out", at):
            centre.take_out(beds[at])
        case ("back", at):
            centre.out.discard(beds[at])
        case ("more", extra):
            centre.extra = extra


@settings(max_examples=300, deadline=None)
def _refused(centre: Centre, action: tuple, beds: list[UUID]) -> HelplineError | None:  # type: ignore[type-arg]
    try:
        _do(centre, action, beds)
    except HelplineError as refused:
        return refused
    return None


@given(declared=st.one_of(st.none(), st.integers(0, 7)), actions=st.lists(ACTIONS, max_size=40))
def test_nobody_is_beyond_the_seats_without_a_reason_and_no_bed_has_two(
    declared: int | None,
    actions: list,  # type: ignore[type-arg]
) -> None:
    centre = Centre(declared)
    for house, takes in (("Bakul", "girls"), ("Palash", "boys")):
        for label in "123":
            bed = FreeBed(uuid4(), takes, house, label)
            centre.beds[bed.id] = bed
    beds = list(centre.beds)
    for action in actions:
        before, explained = centre.counted(), centre.explained()
        refused = _refused(centre, action, beds)
        assert refused is None or (refused.status == 409 and "legal" in refused.facts)
        after = centre.counted()
        named = [child.bed for child in centre.children.values() if child.bed is not None]
        kept = [bed for bed in centre.held.values() if bed is not None]
        assert len({*named, *kept}) == len(named) + len(kept), "two for one bed"
        for child in centre.children.values():
            assert child.bed is None or suits(centre.beds[child.bed].takes, child.sex)
        if after.over > before.over and action[0] != "more":  # which a supervisor says, on record
            assert action[0] in ("admit", "door")
            assert centre.explained() == explained + 1
