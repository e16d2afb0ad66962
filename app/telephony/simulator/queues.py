"""Named queues and who stands in them; how a caller waits is told in `waiting`."""

from dataclasses import dataclass, field

from app.telephony.simulator.calls import Call, new_sid

# Source: Twilio, "Queue resource": default size.
_DEFAULT_MAX_SIZE = 1000


@dataclass
class Member:
    """One caller in a queue."""

    call: Call
    joined_at: float


@dataclass
class Queue:
    """First come, first in line."""

    name: str
    sid: str = field(default_factory=lambda: new_sid("QU"))
    max_size: int = _DEFAULT_MAX_SIZE
    members: list[Member] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether nobody more may join."""
        return len(self.members) >= self.max_size

    def join(self, call: Call, now: float) -> Member:
        """Stand at the end."""
        member = Member(call, now)
        self.members.append(member)
        return member

    def leave(self, member: Member) -> None:
        """Step out of the line."""
        self.members.remove(member)

    def params(self, member: Member, now: float) -> tuple[tuple[str, str], ...]:
        """What a wait address is told. Source: Twilio, "TwiML Voice: Enqueue", waitUrl."""
        waits = [now - other.joined_at for other in self.members]
        return (
            ("QueuePosition", str(self.members.index(member) + 1)),
            ("QueueSid", self.sid),
            ("QueueTime", str(int(now - member.joined_at))),
            ("AvgQueueTime", str(int(sum(waits) / len(waits)))),
            ("CurrentQueueSize", str(len(self.members))),
            ("MaxQueueSize", str(self.max_size)),
        )


class Queues:
    """All queues; one is made when first named."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_name: dict[str, Queue] = {}

    def named(self, name: str) -> Queue:
        """The queue of that name."""
        return self._by_name.setdefault(name, Queue(name))

    def name_of(self, call: Call) -> str | None:
        """The name of the queue a line stands in."""
        for queue in self._by_name.values():
            if any(member.call is call for member in queue.members):
                return queue.name
        return None
