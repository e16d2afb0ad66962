"""The double-entry ledger of one enrolment: entries of whole poisha that add up to nothing; pure.

An entry is only ever added. What was wrong is put right by another entry, its mirror. Where money
comes from is below nothing by as much as was promised; every other account is at least empty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

POISHA: Final = 100
"""In one taka."""


class Account(StrEnum):
    """Where money stands."""

    FUND = "fund"  # the programme's, not promised to anybody
    COMMITTED = "committed"  # promised to a child, its conditions still to be evidenced
    PAYABLE = "payable"  # released, to be sent
    IN_TRANSIT = "in_transit"  # sent, nobody has said that it arrived
    PAID = "paid"


class Kind(StrEnum):
    """What an entry tells of."""

    COMMIT = "commit"
    RELEASE = "release"
    SEND = "send"
    CONFIRM = "confirm"
    FAIL = "fail"
    RETURN = "return"
    CANCEL = "cancel"
    REVERSE = "reverse"


Lines = Mapping[Account, int]


class NotBalanced(ValueError):
    """An entry does not add up, or an account would hold less than nothing: a bug of its writer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `reverses` is the number of the one it takes back."""

    no: int
    kind: Kind
    lines: Lines
    tranche: int | None = None
    payment: UUID | None = None
    reverses: int | None = None


def balances(entries: Iterable[Entry]) -> dict[Account, int]:
    """What stands in each account."""
    found = dict.fromkeys(Account, 0)
    for entry in entries:
        for account, poisha in entry.lines.items():
            found[account] += poisha
    return found


def transfer(poisha: int, source: Account, target: Account) -> Lines:
    """The lines of so many poisha that go from one account to another."""
    return {source: -poisha, target: poisha}


@dataclass(slots=True)
class Book:
    """The entries of one enrolment, in their order."""

    entries: list[Entry] = field(default_factory=list)

    def balance(self, account: Account) -> int:
        """What stands in one account."""
        return balances(self.entries)[account]

    def post(
        self,
        kind: Kind,
        lines: Lines,
        *,
        tranche: int | None = None,
        payment: UUID | None = None,
        reverses: int | None = None,
    ) -> Entry:
        """Add an entry. Raises NotBalanced."""
        made = Entry(len(self.entries) + 1, kind, dict(lines), tranche, payment, reverses)
        _must_balance(made)
        after = balances([*self.entries, made])
        short = [one for one in Account if one is not Account.FUND and after[one] < 0]
        if short:
            raise NotBalanced(f"{kind} would leave less than nothing in {', '.join(short)}")
        self.entries.append(made)
        return made

    def reverse(self, entry: Entry) -> Entry:
        """Add the mirror of an entry, which was not taken back before. Raises NotBalanced."""
        if entry.no in self.reversed_ones():
            raise NotBalanced(f"entry {entry.no} was taken back already")
        return self.post(
            Kind.REVERSE,
            {account: -poisha for account, poisha in entry.lines.items()},
            tranche=entry.tranche,
            payment=entry.payment,
            reverses=entry.no,
        )

    def reversed_ones(self) -> set[int]:
        """The numbers of entries that were taken back."""
        return {entry.reverses for entry in self.entries if entry.reverses is not None}

    def standing(self, *, tranche: int | None = None, payment: UUID | None = None) -> list[Entry]:
        """Entries of a tranche or payment that still count, the first one first."""
        gone = self.reversed_ones()
        return [
            entry
            for entry in self.entries
            if entry.kind is not Kind.REVERSE
            and entry.no not in gone
            and (tranche is None or entry.tranche == tranche)
            and (payment is None or entry.payment == payment)
        ]


def _must_balance(entry: Entry) -> None:
    if len(entry.lines) < 2 or any(
        not isinstance(poisha, int) or isinstance(poisha, bool) or poisha == 0
        for poisha in entry.lines.values()
    ):
        raise NotBalanced(f"{entry.kind} needs two lines at least, of whole poisha")
    if sum(entry.lines.values()) != 0:
        raise NotBalanced(f"{entry.kind} does not add up")
