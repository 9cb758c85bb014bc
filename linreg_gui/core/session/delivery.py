"""How what a session tells waits for a listener that is slower than training."""

from collections import deque
from typing import Final, Protocol

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.record.events import EVENTS_OF_A_RUN, Event, Start

_MOST_UNDELIVERED: Final = 1 << 18


class Listener(Protocol):
    """Whom a session tells what happens, in the thread that called `Session.run`."""

    def tell(self, event: Event) -> None:
        """Take note of an event. After a block, no other block comes before `Session.acknowledge`."""


class Outbox:
    """Events on their way to a listener, in order. One block is in flight at most; those that wait are joined."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._in_flight = False

    @property
    def is_full(self) -> bool:
        """Whether so many updates wait that training should wait too."""
        return sum(len(event) for event in self._events if isinstance(event, MeasuredBlock)) >= _MOST_UNDELIVERED

    def tell(self, event: Event) -> None:
        """Send an event. When a run begins, what was not delivered of the one before no longer matters."""
        if isinstance(event, Start):
            self._events = deque(event for event in self._events if not isinstance(event, EVENTS_OF_A_RUN))
        self._events.append(event)

    def acknowledge(self) -> None:
        """Take note that the block in flight has landed."""
        self._in_flight = False

    def deliver(self, listener: Listener) -> None:
        """Tell the listener everything, up to a block that has to wait for the one before."""
        while self._events:
            if isinstance(self._events[0], MeasuredBlock):
                if self._in_flight:
                    return
                self._in_flight = True
                listener.tell(joined(self._waiting_blocks()))
            else:
                listener.tell(self._events.popleft())

    def _waiting_blocks(self) -> list[MeasuredBlock]:
        """Take the blocks at the head."""
        blocks = []
        while self._events and isinstance(block := self._events[0], MeasuredBlock):
            blocks.append(block)
            self._events.popleft()
        return blocks
