"""One run: its start, its losses, its goal and its end."""

from typing import Any

import numpy as np
import pytest

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import Block
from linreg_gui.core.session.run import DIVERGED_FACTOR, Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.training.scratch import ScratchTrainer
from tests.core.oracles import assert_same, assert_same_in_pieces, plain_loss, plain_sgd, whole_run

SHORT = Experiment(examples=25)
"""Three updates an epoch, nine in all."""

FAST = Experiment(learning_rate=10.0)
"""Diverges in its first epoch."""


@pytest.mark.parametrize("trainer", TRAINERS)
def test_loss_is_that_over_all_examples_by_the_trainers_convention(trainer: str) -> None:
    """The toolbox reports twice as much."""
    e = SHORT.changed(trainer=trainer)
    run = Run(e)
    factor = 2 if trainer == "toolbox" else 1
    assert run.start.experiment == e
    assert run.start.loss == pytest.approx(factor * plain_loss(run.dataset, e, run.start.parameters), rel=1e-12)
    block = run.advance(7)
    expected = [factor * plain_loss(run.dataset, e, parameters) for parameters in block.parameters]
    np.testing.assert_allclose(block.loss, expected, rtol=1e-10)


def test_blocks_follow_each_other() -> None:
    """Numbers and epochs go on where the last block ended."""
    run = Run(SHORT)
    first, second, third = run.advance(2), run.advance(3), run.advance(4)
    assert [(b.first, b.epochs_before, b.epoch_ends) for b in (first, second, third)] == [
        (1, 0, ()),
        (3, 0, (0,)),
        (6, 1, (0, 3)),
    ]
    assert (run.updates, run.epochs, run.finished) == (9, 3, True)
    assert_same_in_pieces([first, second, third], whole_run(SHORT))


def test_a_run_ends_with_the_epochs_asked_for() -> None:
    """With its last update, and not before."""
    run = Run(SHORT)
    assert (run.goal, run.finished, run.updates_until(run.goal)) == (3, False, 9)
    run.advance(8)
    assert not run.finished
    run.advance(1)
    assert run.finished
    assert run.updates_until(run.goal) == 0


def test_an_extended_run_goes_on_for_as_many_epochs_again() -> None:
    """As if it had been asked for both at once."""
    run = Run(SHORT)
    before = run.advance(9)
    run.extend()
    assert (run.goal, run.finished, run.updates_until(run.goal)) == (6, False, 9)
    after = run.advance(9)
    assert run.finished
    assert_same_in_pieces([before, after], whole_run(SHORT.changed(epochs=6)))


def test_more_epochs_move_the_goal_by_the_difference() -> None:
    """Or fewer."""
    run = Run(SHORT)
    run.configure(SHORT.changed(epochs=5))
    assert run.goal == 5
    run.advance(4)
    run.configure(SHORT.changed(epochs=2))
    assert (run.goal, run.finished) == (2, False)
    run.advance(2)
    assert run.finished


def test_the_goal_does_not_fall_behind_the_epochs_completed() -> None:
    """Nothing is undone."""
    run = Run(SHORT.changed(epochs=9))
    run.advance(13)
    run.configure(SHORT.changed(epochs=1))
    assert (run.epochs, run.goal, run.finished) == (4, 4, True)


def test_epochs_set_there_and_back_again_change_nothing() -> None:
    """A slider passes many values on its way."""
    run = Run(SHORT)
    run.advance(7)
    for epochs in (2, 1, 2, 3):
        run.configure(SHORT.changed(epochs=epochs))
    assert (run.goal, run.finished) == (3, False)


def test_the_goal_of_a_finished_run_stays_until_it_is_extended() -> None:
    """The epochs are then those of the next stretch."""
    run = Run(SHORT)
    run.advance(9)
    run.configure(SHORT.changed(epochs=5))
    assert (run.goal, run.finished) == (3, True)
    run.extend()
    assert run.goal == 8


def test_surroundings_are_new_only_when_the_data_bend() -> None:
    """Whoever draws them need not draw them again otherwise."""
    run = Run(SHORT)
    surroundings = run.surroundings
    assert surroundings.experiment == SHORT
    for change in ({"learning_rate": 0.1}, {"batch_size": 5}, {"epochs": 9}, {"shuffle": True}):
        run.configure(run.experiment.changed(**change))
        assert run.surroundings is surroundings
    for bend in ({"w": (1.0, 1.0)}, {"b": 0.0}, {"noise": 1.0}):
        run.configure(run.experiment.changed(**bend))
        assert run.surroundings is not surroundings
        surroundings = run.surroundings
        assert surroundings.experiment == run.experiment


def test_loss_follows_bent_data_from_the_next_update() -> None:
    """The start stays what it was."""
    run = Run(SHORT)
    run.advance(2)
    bent = SHORT.changed(b=-4.2, noise=1.0)
    run.configure(bent)
    block = run.advance(2)
    expected = [plain_loss(run.dataset, bent, parameters) for parameters in block.parameters]
    np.testing.assert_allclose(block.loss, expected, rtol=1e-10)
    assert run.start.experiment == SHORT


def test_the_learning_rate_is_that_of_the_last_update() -> None:
    """So a divergence can name the one that caused it."""
    run = Run(SHORT)
    assert run.learning_rate == 0.03
    run.advance(1)
    run.configure(SHORT.changed(learning_rate=0.1))
    assert run.learning_rate == 0.03
    run.advance(1)
    assert run.learning_rate == 0.1


def test_before_the_first_update_the_learning_rate_is_that_of_the_one_to_come() -> None:
    """There is no last one yet."""
    run = Run(SHORT)
    run.configure(SHORT.changed(learning_rate=0.1))
    assert run.learning_rate == 0.1


def test_data_at_hand_are_used_again_when_they_fit() -> None:
    """They need not be drawn again to start over."""
    run = Run(SHORT)
    again = Run(SHORT.changed(b=1.0, trainer="toolbox"), run.dataset)
    assert again.dataset is run.dataset
    other = Run(SHORT.changed(seed=1), run.dataset)
    assert other.dataset.seed == 1
    assert_same(Run(SHORT, run.dataset).advance(9), whole_run(SHORT))


def diverging_update(e: Experiment) -> int:
    """Return the number of the first update after which the loss is beyond all bounds."""
    dataset = Dataset.of(e)
    start = Run(e, dataset).start
    parameters, _, _ = plain_sgd(dataset, start.parameters, [(300, e)])
    factor = e.description.loss_factor
    losses = [factor * plain_loss(dataset, e, theta) for theta in parameters]
    return 1 + next(i for i, loss in enumerate(losses) if not loss <= 1e12 * start.loss)


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("trainer", TRAINERS)
@pytest.mark.parametrize("learning_rate", [2.0, 3.0, 10.0])
@pytest.mark.parametrize("pieces", [[300], [1] * 300, [7] * 43])
def test_a_run_diverges_at_the_right_update(trainer: str, learning_rate: float, pieces: list[int]) -> None:
    """The oracle is a plain loop and a plain loss; how the updates were cut does not matter."""
    e = Experiment(trainer=trainer, learning_rate=learning_rate)
    run, blocks = Run(e), []
    for updates in pieces:
        blocks.append(run.advance(updates))
        if run.diverged:
            break
    assert run.diverged
    assert run.updates == sum(map(len, blocks)) == diverging_update(e)
    assert run.learning_rate == learning_rate
    assert all(np.isfinite(block.loss).all() for block in blocks)


@pytest.mark.parametrize("examples", [40, 35])
def test_epochs_of_a_diverged_run_end_with_its_last_update(examples: int) -> None:
    """The trainer may have gone on beyond it; a short batch is less of an epoch."""
    run = Run(FAST.changed(examples=examples))
    block = run.advance(120)
    assert run.diverged
    assert len(block) < 40
    assert run.epochs == len(block) // 4 == len(block.epoch_ends)
    assert len(block) % 4 > 0


def test_a_run_that_converges_does_not_diverge() -> None:
    """The reference run."""
    run = Run(Experiment())
    run.advance(300)
    assert not run.diverged


def trained_to(monkeypatch: pytest.MonkeyPatch, parameters: Any, batch_loss: Any) -> Run:
    """Return a run whose trainer answers with these updates, all in one block."""
    block = Block(
        parameters=np.array(parameters, dtype=np.float64),
        batch_loss=np.array(batch_loss, dtype=np.float64),
        epoch_ends=(1, 3),
    )
    monkeypatch.setattr(ScratchTrainer, "advance", lambda _trainer, _updates: block)
    return Run(Experiment(w=(1.0,), b=0.0, noise=0.0))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e7, 1e200])
def test_parameters_that_are_no_numbers_or_beyond_the_bound_end_the_run(
    monkeypatch: pytest.MonkeyPatch, bad: float
) -> None:
    """The update where it happened is the last one told."""
    run = trained_to(monkeypatch, [[0, 0], [1, 0], [bad, 0], [0, 0], [1, 0]], [1, 1, 1, 1, 1])
    block = run.advance(5)
    assert run.diverged
    assert (len(block), run.updates, block.epoch_ends) == (3, 3, (1,))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_batch_loss_that_is_no_number_ends_the_run(monkeypatch: pytest.MonkeyPatch, bad: float) -> None:
    """Even if the parameters are still sound."""
    run = trained_to(monkeypatch, [[0, 0], [1, 0], [0, 0], [0, 0], [1, 0]], [1, bad, 1, 1, 1])
    block = run.advance(5)
    assert run.diverged
    assert (len(block), run.updates, block.epoch_ends) == (2, 2, (1,))


def test_loss_up_to_the_bound_is_no_divergence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes more than 10¹² times the start."""
    # The loss grows with the square of the distance to w = 1, which is 1 ± 0.05 at the start.
    below, above = 0.9 * DIVERGED_FACTOR**0.5, 1.1 * DIVERGED_FACTOR**0.5
    run = trained_to(monkeypatch, [[below, 0], [-below, 0], [above, 0], [0, 0]], [1, 1, 1, 1])
    assert len(run.advance(4)) == 3
    assert run.diverged
