"""A session on a stage: its time passes only when it waits, and commands come on cue."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition

from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.events import Event, Failed, Start
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED, Clock
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Edit

SHORTEST_WAIT = 1e-6
"""No wait of a real clock is shorter, in seconds."""

Command = Callable[[], None]


class StageClock(Clock):
    """A clock whose time passes in `wait` alone, unless somebody sets it.

    Attributes
    ----------
    time : float
        What it shows, in seconds.
    overshoot : float
        How much longer than asked a wait takes.
    end : Command
        What to do when everybody waits for a command and no cue is left.
    """

    def __init__(self) -> None:
        self.time = 0.0
        self.overshoot = 0.0
        self.end: Command = lambda: None
        self._cues: deque[tuple[float | None, Command]] = deque()

    def cue(self, moment: float | None, command: Command) -> None:
        """Have a command given at a moment; None is when the session waits for one."""
        self._cues.append((moment, command))

    def now(self) -> float:
        """Return the time on the stage, after the commands that were to be given by then."""
        while self._cues and self._cues[0][0] is not None and self._cues[0][0] <= self.time:
            self._cues.popleft()[1]()
        return self.time

    def wait(self, condition: Condition, seconds: float | None) -> None:
        """Let time pass until the next cue, at most that long."""
        del condition
        if not self._cues and seconds is None:
            self.end()
            return
        moment, command = self._cues[0] if self._cues else (None, self.end)
        if seconds is None or (moment is not None and moment <= self.time + seconds):
            self._cues.popleft()
            self.time = max(self.time, moment or 0.0)
            command()
        else:
            self.time += max(seconds, SHORTEST_WAIT) + self.overshoot


class Rehearsal:
    """A session, its clock, and a listener that checks the story it is told and keeps it.

    Attributes
    ----------
    experiment : Experiment
        What the session begins with.
    told : list of Event
        Everything the session told, in order.
    moments : list of float
        When it told it.

    Parameters
    ----------
    experiment : Experiment
        What the session begins with.
    pace : float
        Updates a second.
    acknowledges : bool
        Whether every block is acknowledged at once.
    foretells : bool
        Whether the session foretells its runs.
    plan : sequence of Edit
        What the session changes by itself.
    """

    def __init__(
        self,
        experiment: Experiment,
        pace: float = FULL_SPEED,
        *,
        acknowledges: bool = True,
        foretells: bool = False,
        plan: Sequence[Edit] = (),
    ) -> None:
        self.experiment = experiment
        self.clock = StageClock()
        self.session = Session(experiment, pace, self.clock, foretells=foretells, plan=plan)
        self.clock.end = self.session.close
        self.told: list[Event] = []
        self.moments: list[float] = []
        self.on_block: Command = lambda: None
        self._acknowledges = acknowledges
        self._in_flight = False
        self._updates = 0
        self._epochs = 0

    # What happens on the stage.

    def when_idle(self, *commands: Command) -> "Rehearsal":
        """Give these commands one after the other, each when the session waits for one."""
        for command in commands:
            self.clock.cue(None, command)
        return self

    def at(self, moment: float, *commands: Command) -> "Rehearsal":
        """Give these commands at a moment; cues come in the order in which they were set."""
        for command in commands:
            self.clock.cue(moment, command)
        return self

    def perform(self) -> "Rehearsal":
        """Let the session run until it is closed, at the latest when it waits and no cue is left."""
        self.session.run(self)
        return self

    def acknowledge(self) -> None:
        """Tell the session that a block has landed, if one is in flight."""
        if self._in_flight:
            self._in_flight = False
            self.session.acknowledge()

    # The listener.

    def tell(self, event: Event) -> None:
        """Note an event, which must fit those before."""
        self.told.append(event)
        self.moments.append(self.clock.time)
        match event:
            case Start():
                self._updates = self._epochs = 0
            case Status(state=state) if state is not State.FAILED:
                self._stand(event)
            case MeasuredBlock():
                self._advance(event)

    def _stand(self, status: Status) -> None:
        """Check that the session stands where the updates before led to, unless it was taken back."""
        if status.updates < status.end:
            self._updates, self._epochs = status.updates, status.epochs
        assert (status.updates, status.epochs) == (self._updates, self._epochs)

    def _advance(self, block: MeasuredBlock) -> None:
        """Check that the updates follow those before."""
        assert not self._in_flight, "a block came before the one before it was acknowledged"
        assert len(block) > 0
        assert (block.first, block.epochs_before) == (self._updates + 1, self._epochs)
        self._in_flight = True
        self._updates += len(block)
        self._epochs += len(block.epoch_ends)
        if self._acknowledges:
            self.acknowledge()
        self.on_block()

    # What was told.

    @property
    def blocks(self) -> list[MeasuredBlock]:
        """All blocks."""
        return [message for message in self.told if isinstance(message, MeasuredBlock)]

    @property
    def last_run(self) -> list[MeasuredBlock]:
        """The blocks since the last start."""
        started = max(i for i, message in enumerate(self.told) if isinstance(message, Start))
        return [message for message in self.told[started:] if isinstance(message, MeasuredBlock)]

    @property
    def statuses(self) -> list[Status]:
        """Every status."""
        return [message for message in self.told if isinstance(message, Status)]

    @property
    def states(self) -> list[str]:
        """Every state, by name."""
        return [status.state.value for status in self.statuses]

    @property
    def story(self) -> list[str]:
        """What was told, in words: the kind of each event or error, for a status its state; blocks in a row as one."""
        words: list[str] = []
        for message in self.told:
            named = message.error if isinstance(message, Failed) else message
            word = named.state.value if isinstance(named, Status) else type(named).__name__
            if word != "MeasuredBlock" or words[-1:] != [word]:
                words.append(word)
        return words

    def updates_at(self, moment: float) -> int:
        """Return how many updates were told up to a moment, that moment included."""
        return sum(
            len(message)
            for message, then in zip(self.told, self.moments, strict=True)
            if isinstance(message, MeasuredBlock) and then <= moment
        )
