"""Named queues and who stands in them; how a caller waits is told in `waiting`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core import clock
from app.telephony.simulator.calls import Call, new_sid
from app.telephony.simulator.pace import rfc2822

# Source: Twilio, "Queue resource", max_size: default and most.
DEFAULT_MAX_SIZE, MOST_MAX_SIZE = 1000, 5000


@dataclass(eq=False)
class Member:
    """One caller in a queue."""

    call: Call
    joined_at: float
    joined: datetime = field(default_factory=clock.now)


@dataclass(eq=False)
class Queue:
    """First come, first in line."""

    name: str
    sid: str = field(default_factory=lambda: new_sid("QU"))
    max_size: int = DEFAULT_MAX_SIZE
    members: list[Member] = field(default_factory=list)
    created: datetime = field(default_factory=clock.now)

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
        """Step out of the line; no longer being in it is fine."""
        if member in self.members:
            self.members.remove(member)

    def _average_wait(self, now: float) -> int:
        waits = [now - member.joined_at for member in self.members]
        return int(sum(waits) / len(waits)) if waits else 0

    def position(self, member: Member) -> int:
        """The place in line, the first is 1; 0 for who has left."""
        return self.members.index(member) + 1 if member in self.members else 0

    def params(self, member: Member, now: float) -> tuple[tuple[str, str], ...]:
        """What a wait address is told. Source: Twilio, "TwiML Voice: Enqueue", waitUrl."""
        return (
            ("QueuePosition", str(self.position(member))),
            ("QueueSid", self.sid),
            ("QueueTime", str(int(now - member.joined_at))),
            ("AvgQueueTime", str(self._average_wait(now))),
            ("CurrentQueueSize", str(len(self.members))),
            ("MaxQueueSize", str(self.max_size)),
        )

    def _uri(self, account_sid: str) -> str:
        return f"/2010-04-01/Accounts/{account_sid}/Queues/{self.sid}"

    def resource(self, account_sid: str, now: float) -> dict[str, Any]:
        """The queue as Twilio's REST interface shows it. Source: Twilio, "Queue resource"."""
        uri = self._uri(account_sid)
        return {
            "sid": self.sid,
            "account_sid": account_sid,
            "friendly_name": self.name,
            "current_size": len(self.members),
            "max_size": self.max_size,
            "average_wait_time": self._average_wait(now),
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "uri": uri + ".json",
            "subresource_uris": {"members": uri + "/Members.json"},
        }

    def member_resource(self, member: Member, account_sid: str, now: float) -> dict[str, Any]:
        """One member as REST shows it. Source: Twilio, "Queue Member resource"."""
        return {
            "call_sid": member.call.sid,
            "queue_sid": self.sid,
            "date_enqueued": rfc2822(member.joined),
            "position": self.position(member),
            "wait_time": int(now - member.joined_at),
            "uri": f"{self._uri(account_sid)}/Members/{member.call.sid}.json",
        }


class Queues:
    """All queues; one is made when first named."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_name: dict[str, Queue] = {}

    def named(self, name: str) -> Queue:
        """The queue of that name."""
        return self._by_name.setdefault(name, Queue(name))

    def has(self, name: str) -> bool:
        """Whether there is a queue of that name."""
        return name in self._by_name

    def all(self) -> list[Queue]:
        """Every queue, the oldest first."""
        return list(self._by_name.values())

    def by_sid(self, sid: str) -> Queue | None:
        """The queue of that sid."""
        return next((queue for queue in self._by_name.values() if queue.sid == sid), None)

    def rename(self, queue: Queue, name: str) -> None:
        """Call a queue something else."""
        del self._by_name[queue.name]
        queue.name = name
        self._by_name[name] = queue

    def remove(self, queue: Queue) -> None:
        """Forget a queue."""
        del self._by_name[queue.name]

    def name_of(self, call: Call) -> str | None:
        """The name of the queue a line stands in."""
        for queue in self._by_name.values():
            if any(member.call is call for member in queue.members):
                return queue.name
        return None
