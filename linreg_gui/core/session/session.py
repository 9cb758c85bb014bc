"""Training as it is told: play, pause, step, reset, other settings, another pace. Knows no threads and no Qt."""

from collections.abc import Callable, Sequence
from functools import partial

from linreg_gui.core.record.events import Failed, Refused
from linreg_gui.core.record.status import State, initial_status
from linreg_gui.core.session.aims import Left, by_updates, rest_of, status_of, to_end_of_epoch, to_goal
from linreg_gui.core.session.commands import Commands
from linreg_gui.core.session.delivery import Listener, Outbox
from linreg_gui.core.session.foreteller import Foreteller
from linreg_gui.core.session.pace import FULL_SPEED, Clock, Pacer
from linreg_gui.core.session.plan import Plan
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import is_lack_of_memory, refusal_of
from linreg_gui.core.spec.recipe import Edit


class Session:
    """Trains as it is told. Commands may come from any thread; the one that is in `run` follows them.

    Parameters
    ----------
    experiment : Experiment
        What to begin with.
    pace : float
        Updates a second, or `FULL_SPEED`.
    clock : Clock, optional
        The time.
    foretells : bool
        Whether to forecast the run whenever the settings have changed.
    plan : sequence of Edit
        What it changes by itself, and again after a reset. Settings from outside drop what is left of it.
    """

    def __init__(
        self,
        experiment: Experiment,
        pace: float = FULL_SPEED,
        clock: Clock | None = None,
        *,
        foretells: bool = False,
        plan: Sequence[Edit] = (),
    ) -> None:
        self._clock = clock or Clock()
        self._commands = Commands(self._clock)
        self._commands.give(self._reset)
        # What follows belongs to the thread that is in `run`.
        self._experiment = experiment
        self._plan = Plan(experiment, plan)
        self._pacer = Pacer(pace)
        self._run: Run | None = None
        self._bears: Experiment | None = None  # settings with which updates of this run were made
        self._state = State.READY
        self._left: Left = to_goal
        self._at_once = False
        self._outbox = Outbox()
        self._foreteller = Foreteller(self._clock, active=foretells)

    # Commands, from any thread.

    def play(self) -> None:
        """Train until the epochs asked for are complete; when they are, for as many again."""
        self._commands.give(partial(self._go, lambda _: to_goal, at_once=False))

    def step(self, updates: int) -> None:
        """Make that many updates as fast as possible, then pause."""
        self._commands.give(partial(self._go, partial(by_updates, updates), at_once=True))

    def finish_epoch(self) -> None:
        """Train as fast as possible to the end of the epoch, or for one if none is under way, then pause."""
        self._commands.give(partial(self._go, to_end_of_epoch, at_once=True))

    def pause(self) -> None:
        """Rest until told otherwise."""
        self._commands.give(self._pause)

    def reset(self) -> None:
        """Return to the start of the run."""
        self._commands.give(self._reset)

    def stand_at(self, updates: int) -> None:
        """Take the run back to where it stood after that many updates, and rest there. Training goes on from there."""
        self._commands.give(self._stand_at, updates, alone=True)

    def configure(self, experiment: Experiment) -> None:
        """Go on with other settings, or start over where they need it. Of several in a row the last ones count."""
        self._commands.give(self._configure, experiment, alone=True)

    def begin(self, experiment: Experiment) -> None:
        """Put a run of other settings at its start, or go on as before where that does not fit into memory."""
        self._commands.give(self._begin_anew, experiment)

    def set_pace(self, pace: float) -> None:
        """Go on at that many updates a second, or at `FULL_SPEED`."""
        self._commands.give(self._pacer.change, pace)

    def acknowledge(self) -> None:
        """Allow the next block to be delivered."""
        self._commands.give(self._outbox.acknowledge)

    def close(self) -> None:
        """End `run` after the block under way."""
        self._commands.close()

    # The work, in the thread that is in `run`.

    def run(self, listener: Listener) -> None:
        """Follow commands until `close`, and tell the listener what happens."""
        while True:
            for command in self._commands.take(self._rest()):
                self._guarded(command)
            if self._commands.closed:
                return
            self._guarded(self._advance)
            if self._run:
                self._foreteller.work(self._run, self._outbox, plays=self._state is State.RUNNING)
            self._outbox.deliver(listener)

    def _rest(self) -> float | None:
        """Return the seconds until there is something to do; None if that needs a command first."""
        if self._foreteller.is_busy:
            return 0.0
        if self._state is not State.RUNNING or self._outbox.is_full:
            return None
        return 0.0 if self._at_once else self._pacer.rest(self._clock.now())

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self._run = None
            self._foreteller.forget()
            self._outbox.tell(Failed(error))
            self._enter(State.OUT_OF_MEMORY if is_lack_of_memory(error) else State.FAILED)

    def _advance(self) -> None:
        run = self._run
        if run is None or self._state is not State.RUNNING or self._outbox.is_full:
            return
        began = self._clock.now()
        if planned := self._plan.due(run.updates):
            self._change(run, planned)
        updates = self._plan.bounded(min(self._pacer.due(began, at_once=self._at_once), self._left(run)), run.updates)
        if updates:
            rewound = run.updates < run.end
            try:
                block = run.advance(updates)
            except Exception as error:
                if not is_lack_of_memory(error) or self._bears in {None, self._experiment}:
                    raise
                self._return_to(self._bears, run, error)
                return
            self._bears = self._experiment
            if rewound:
                self._outbox.tell(run.course)
            self._outbox.tell(block)
            self._pacer.made(updates, self._clock.now() - began)
        if run.diverged or run.finished or not self._left(run):
            self._enter(rest_of(run) if run.updates else State.PAUSED)

    def _return_to(self, kept: Experiment, run: Run, error: Exception) -> None:
        """Go on with the settings of the updates made last: those of now do not fit into memory."""
        asked, self._experiment = self._experiment, kept
        run.configure(kept)
        run.stand_at(run.updates)
        self._outbox.tell(Refused(asked, kept, refusal_of(error)))
        self._outbox.tell(run.course)
        self._enter(self._state)

    def _go(self, make_left: Callable[[Run], Left], *, at_once: bool) -> None:
        run = self._run
        if run is None or run.diverged:
            run = self._begin()
        if run.finished:
            run.extend()
        self._left = make_left(run)
        self._at_once = at_once
        self._pacer.start(self._clock.now())
        self._enter(State.RUNNING)

    def _pause(self) -> None:
        if self._state is State.RUNNING:
            self._enter(State.PAUSED)

    def _reset(self) -> None:
        self._begin()
        self._enter(State.READY)

    def _configure(self, experiment: Experiment) -> None:
        self._foreteller.forget()
        if self._run is None or experiment.starts_over_from(self._experiment):
            if not self._begin_other(experiment):
                return
            plays_on = self._state is State.RUNNING and not self._at_once
            self._enter(State.RUNNING if plays_on else State.READY)
            return
        self._plan = Plan(experiment)
        self._change(self._run, experiment)

    def _change(self, run: Run, experiment: Experiment) -> None:
        self._experiment = experiment
        run.configure(experiment)
        self._outbox.tell(run.course)
        self._enter(State.RUNNING if self._state is State.RUNNING else rest_of(run))

    def _stand_at(self, updates: int) -> None:
        if self._run:
            self._foreteller.forget()
            self._run.stand_at(min(updates, self._run.end))
            self._outbox.tell(self._run.course)
        self._enter(rest_of(self._run) if self._run else self._state)

    def _begin_anew(self, experiment: Experiment) -> None:
        self._foreteller.forget()
        if self._begin_other(experiment):
            self._enter(State.READY)

    def _begin_other(self, experiment: Experiment) -> bool:
        """Put a run with other settings at its start, or leave everything as it is if that does not fit into memory."""
        kept, plan = self._experiment, self._plan
        self._experiment, self._plan = experiment, Plan(experiment)
        try:
            self._begin()
        except Exception as error:
            if self._run is None or not is_lack_of_memory(error):
                raise
            self._experiment, self._plan = kept, plan
            self._outbox.tell(Refused(experiment, kept, refusal_of(error)))
            return False
        return True

    def _begin(self) -> Run:
        """Put a new run at its start. The one before is there until the new one is."""
        import torch

        # Small batches gain nothing from a second thread, and the window needs one.
        torch.set_num_threads(1)
        self._experiment = self._plan.anew(self._experiment)
        run = self._run = Run(self._experiment, self._run.dataset if self._run else None)
        self._bears = None
        self._outbox.tell(run.start)
        self._outbox.tell(run.course)
        return run

    def _enter(self, state: State) -> None:
        self._state = state
        self._outbox.tell(status_of(self._run, state) if self._run else initial_status(self._experiment, state))
