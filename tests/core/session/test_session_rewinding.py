"""A session taken back to an update: it rests there, and training goes on from there."""

import numpy as np
import pytest

from linreg_gui.core.record.block import joined
from linreg_gui.core.record.events import Course, Start
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Edit, Recipe
from tests.core.oracles import whole_run
from tests.core.session.rehearsal import Rehearsal

SHORT = Experiment(examples=30)
"""Three updates an epoch, nine in all."""

WARM = SHORT.changed(learning_rate=0.1)


@pytest.mark.parametrize(
    ("update", "state"), [(0, State.READY), (4, State.PAUSED), (9, State.FINISHED), (100, State.FINISHED)]
)
def test_it_rests_where_it_was_taken_back_to(update: int, state: State) -> None:
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play, lambda: stage.session.stand_at(update)).perform()
    assert stage.story[-2:] == ["Course", state.value]
    status = stage.statuses[-1]
    assert (status.updates, status.end, status.epochs) == (min(update, 9), 9, min(update, 9) // 3)


def test_played_again_it_repeats_itself() -> None:
    stage = Rehearsal(SHORT)
    stage.when_idle(stage.session.play, lambda: stage.session.stand_at(4), stage.session.play).perform()
    assert stage.story[-4:] == ["running", "Course", "MeasuredBlock", "finished"]
    *first, again = stage.blocks
    assert (again.first, len(again)) == (5, 5)
    np.testing.assert_array_equal(again.parameters, joined(first).parameters[4:])
    assert [told.recipe for told in stage.told if isinstance(told, Course)][-1] == Recipe(SHORT)


def test_with_other_settings_it_branches_off() -> None:
    """What lay beyond is no longer part of the run from the first update on that replaces it."""
    stage = Rehearsal(SHORT)
    stage.when_idle(
        stage.session.play,
        lambda: stage.session.stand_at(4),
        lambda: stage.session.configure(WARM),
        lambda: stage.session.step(1),
    ).perform()
    courses = [told.recipe for told in stage.told if isinstance(told, Course)]
    assert courses == [*3 * [Recipe(SHORT)], Recipe(SHORT, (Edit(4, WARM),))]
    assert (stage.statuses[-1].updates, stage.statuses[-1].end) == (5, 5)
    np.testing.assert_array_equal(stage.blocks[-1].parameters[0] == whole_run(SHORT).parameters[4], False)


def test_taken_back_while_it_plays_it_rests() -> None:
    stage = Rehearsal(SHORT, pace=1)
    stage.when_idle(stage.session.play).at(4.5, lambda: stage.session.stand_at(2)).perform()
    assert stage.states == ["ready", "running", "paused"]
    assert (stage.statuses[-1].updates, stage.statuses[-1].end) == (2, 5)


def test_of_several_places_in_a_row_only_the_last_one_is_gone_to() -> None:
    """A hand on the timeline sends many."""
    stage = Rehearsal(SHORT)

    def drag() -> None:
        for update in range(9):
            stage.session.stand_at(update)

    stage.when_idle(stage.session.play, drag).perform()
    assert stage.states == ["ready", "running", "finished", "paused"]


def test_a_diverged_run_is_taken_back_and_goes_on_with_another_rate() -> None:
    stage = Rehearsal(SHORT.changed(learning_rate=10.0, epochs=30))
    calm = stage.experiment.changed(learning_rate=0.03)
    stage.when_idle(
        stage.session.play,
        lambda: stage.session.stand_at(2),
        lambda: stage.session.configure(calm),
        stage.session.play,
    ).perform()
    assert stage.states == ["ready", "running", "diverged", "paused", "paused", "running", "finished"]
    assert sum(isinstance(told, Start) for told in stage.told) == 1


def test_what_is_foretold_begins_where_it_stands() -> None:
    """And what is played then lies on it, whatever was changed before."""
    stage = Rehearsal(SHORT, foretells=True)
    stage.when_idle(
        lambda: stage.session.step(5),
        lambda: stage.session.configure(WARM),
        lambda: stage.session.step(2),
        lambda: stage.session.stand_at(3),
        stage.session.play,
    ).perform()
    forecasts = [told for told in stage.told if isinstance(told, Forecast)]
    assert [(each.first, each.updates) for each in forecasts] == [(0, 9), (5, 9), (5, 9), (7, 9), (3, 9), (9, 18)]
    played = stage.blocks[-1]
    assert played.first == 4
    np.testing.assert_allclose(forecasts[-2].loss.low[1:], played.loss, rtol=1e-9)
    np.testing.assert_allclose(forecasts[-2].parameters[0].low[1:], played.parameters[:, 0], rtol=1e-9)


def test_where_it_rests_it_is_foretold_anew() -> None:
    """After every step; what plays goes where it was foretold to go."""
    stage = Rehearsal(SHORT, foretells=True)
    stage.when_idle(lambda: stage.session.step(2), lambda: stage.session.step(1), stage.session.play).perform()
    assert [told.first for told in stage.told if isinstance(told, Forecast)] == [0, 2, 3, 9]


def test_beyond_what_was_foretold_it_is_foretold_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linreg_gui.core.session.forecaster.MOST_UPDATES", 4)
    stage = Rehearsal(SHORT, pace=1, foretells=True)
    stage.when_idle(stage.session.play).perform()
    forecasts = [(told.first, told.updates) for told in stage.told if isinstance(told, Forecast)]
    assert forecasts == [(0, 4), (4, 8), (8, 9), (9, 13)]


def test_a_place_beyond_the_end_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there is no run any more."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    stage = Rehearsal(SHORT)
    monkeypatch.setattr("linreg_gui.core.session.run.Run.advance", broken)
    stage.when_idle(stage.session.play, lambda: stage.session.stand_at(4)).perform()
    assert stage.states[-2:] == ["failed", "failed"]
