"""Back to any update of a run, bit for bit, whatever was changed on the way."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.block import MeasuredBlock, joined
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.core.spec.trainers import TRAINERS
from tests.core.oracles import assert_same_in_pieces
from tests.core.training.test_trainer import changes, small_experiments


@pytest.fixture(autouse=True, scope="module")
def many_checkpoints() -> Iterator[None]:
    """Let short runs have several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("linreg_gui.core.session.checkpoints._UPDATES_BETWEEN", 5)
        yield


def assert_follows(run: Run, whole: MeasuredBlock, updates: int) -> None:
    """Check that the updates that come now are those that a run made before."""
    count = min(len(whole) - run.updates, updates)
    block = run.advance(count)
    made = slice(block.first - 1, block.first - 1 + count)
    np.testing.assert_array_equal(block.parameters, whole.parameters[made])
    np.testing.assert_array_equal(block.batch_loss, whole.batch_loss[made])
    np.testing.assert_array_equal(block.loss, whole.loss[made])
    assert block.epoch_ends == tuple(end - made.start for end in whole.epoch_ends if made.start <= end < made.stop)


def edited_run(e: Experiment, data: st.DataObject) -> tuple[Run, MeasuredBlock]:
    """Return a run whose settings changed now and then, as other hands would cut it."""
    run, blocks = Run(e), []
    for _ in range(data.draw(st.integers(1, 5))):
        blocks += [run.advance(data.draw(st.integers(1, 12))) for _ in range(data.draw(st.integers(1, 3)))]
        for _ in range(data.draw(st.integers(0, 2))):
            run.configure(run.experiment.changed(**data.draw(changes(e))))
    blocks.append(run.advance(3))
    return run, joined(blocks)


@given(small_experiments(), st.data())
def test_every_update_can_be_stood_at_again(e: Experiment, data: st.DataObject) -> None:
    run, whole = edited_run(e, data)
    recipe, last = run.recipe, run.experiment
    for _ in range(4):
        update = data.draw(st.integers(0, len(whole)))
        run.stand_at(update)
        assert (run.updates, run.end, run.recipe, run.experiment) == (update, len(whole), recipe, last)
        expected = whole.parameters[update - 1] if update else run.start.parameters
        np.testing.assert_array_equal(run.parameters, expected)
        assert run.epochs == sum(end < update for end in whole.epoch_ends)


@given(small_experiments(), st.data())
def test_rewound_and_played_it_repeats_itself(e: Experiment, data: st.DataObject) -> None:
    """Up to the next change of settings; from there on the settings of now hold."""
    run, whole = edited_run(e, data)
    recipe = run.recipe
    update = data.draw(st.integers(0, len(whole) - 1))
    run.stand_at(update)
    run.configure(recipe.at(update))
    stop = next((edit.update for edit in recipe.edits if edit.update > update), len(whole))
    while run.updates < stop:
        assert_follows(run, whole, min(data.draw(st.integers(1, 20)), stop - run.updates))
    assert run.recipe == Recipe(recipe.experiment, tuple(edit for edit in recipe.edits if edit.update < stop))


@given(small_experiments(), st.data())
def test_other_settings_branch_off(e: Experiment, data: st.DataObject) -> None:
    """As if the run had only ever been that."""
    run, whole = edited_run(e, data)
    update = data.draw(st.integers(0, len(whole)))
    run.stand_at(update)
    other = run.experiment.changed(**data.draw(changes(e)))
    run.configure(other)
    block = run.advance(17)
    assert run.end == run.updates == update + 17
    again = Run(run.recipe.experiment)
    for edit in run.recipe.edits:
        again.advance(edit.update - again.updates)
        again.configure(edit.experiment)
    again.advance(update - again.updates)
    assert_same_in_pieces([again.advance(17)], block)
    for place in data.draw(st.lists(st.integers(0, run.end), max_size=3)):
        run.stand_at(place)
        expected = [run.start.parameters, *whole.parameters[:update], *block.parameters][place]
        np.testing.assert_array_equal(run.parameters, expected)


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_recipe_is_all_that_a_run_follows_from(trainer: str) -> None:
    run = Run(Experiment(trainer=trainer))
    changes: list[tuple[int, dict[str, Any]]] = [(100, {"learning_rate": 0.1}), (57, {"noise": 0.5, "batch_size": 7})]
    blocks = []
    for updates, change in changes:
        blocks.append(run.advance(updates))
        run.configure(run.experiment.changed(**change))
    blocks.append(run.advance(40))
    again = Run(run.recipe.experiment)
    parts = []
    for edit in (*run.recipe.edits, None):
        parts.append(again.advance((edit.update if edit else 197) - again.updates))
        if edit:
            again.configure(edit.experiment)
    assert_same_in_pieces(parts, joined(blocks))


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_long_run_is_stood_at_from_a_checkpoint_nearby(trainer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where most of them were dropped."""
    monkeypatch.setattr("linreg_gui.core.session.checkpoints._MOST", 8)
    run = Run(Experiment(trainer=trainer, examples=40, epochs=200))
    whole = joined([run.advance(7) for _ in range(60)])
    for update in (400, 399, 13, 0, 420, 200):
        run.stand_at(update)
        expected = whole.parameters[update - 1] if update else run.start.parameters
        np.testing.assert_array_equal(run.parameters, expected)


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_diverged_run_goes_back_and_on_with_another_rate(trainer: str) -> None:
    e = Experiment(trainer=trainer, learning_rate=3.0)
    run = Run(e)
    end = len(run.advance(300))
    assert run.diverged
    run.stand_at(2)
    assert not run.diverged
    run.stand_at(end)
    assert run.diverged
    run.stand_at(2)
    run.configure(e.changed(learning_rate=0.03))
    run.advance(run.updates_until(run.goal))
    assert (run.diverged, run.finished, run.end) == (False, True, 300)


def test_a_rewound_run_has_the_goal_that_it_had_there() -> None:
    run = Run(Experiment())
    run.advance(300)
    run.extend()
    run.advance(150)
    for update, goal in ((450, 6), (300, 6), (299, 3), (450, 6), (0, 3)):
        run.stand_at(update)
        assert (run.goal, run.finished) == (goal, False)
    run.advance(300)
    assert (run.goal, run.finished) == (3, True)
    run.configure(run.experiment.changed(epochs=9))
    assert run.finished
    run.stand_at(299)
    assert (run.goal, run.finished) == (9, False)


@pytest.mark.parametrize("trainer", TRAINERS)
def test_branched_off_at_a_checkpoint_every_update_can_be_stood_at(trainer: str) -> None:
    """What the exact trainer had worked out ahead there was for the settings of before."""
    run = Run(Experiment(trainer=trainer))
    first = [run.advance(300)]
    run.extend()
    first.append(run.advance(20))
    run.stand_at(300)
    run.configure(run.experiment.changed(learning_rate=0.3))
    block = run.advance(200)
    for update in (350, 300, 500, 299, 301):
        run.stand_at(update)
        expected = block.parameters[update - 301] if update > 300 else joined(first).parameters[update - 1]
        np.testing.assert_array_equal(run.parameters, expected)


def test_changed_before_its_first_update_a_run_is_that_of_its_recipe() -> None:
    """The loss at its start, too, by which divergence is measured."""
    run = Run(Experiment())
    other = run.experiment.changed(w=(9.0, -9.0), learning_rate=2.2)
    run.configure(other)
    fresh = Run(other)
    assert run.recipe == fresh.recipe
    assert run.start.loss == fresh.start.loss == run.course.start.loss
    assert len(run.advance(300)) == len(fresh.advance(300))


def test_a_diverged_run_is_not_edited_at_its_end() -> None:
    run = Run(Experiment(learning_rate=3.0))
    run.advance(300)
    run.configure(run.experiment.changed(learning_rate=0.1))
    assert run.recipe.edits == ()
