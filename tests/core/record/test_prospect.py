"""What is said about what comes, for runs that do it."""

from typing import Any

import pytest

from linreg_gui.core.record.prospect import prospect
from linreg_gui.core.session.forecaster import Forecaster
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment

SAID: list[tuple[dict[str, Any], str]] = [
    ({}, "after 3 epochs the loss will be about 0.00005, at the floor"),
    ({"trainer": "toolbox"}, "after 3 epochs the loss will be about 0.000099, at the floor"),
    ({"learning_rate": 0.001}, "after 3 epochs the loss will be about 9.4, still falling"),
    (
        {"noise": 1.0, "learning_rate": 1.0, "epochs": 30},
        "after 30 epochs the loss will be about 0.67, and stay above the floor 0.49",
    ),
    ({"noise": 0.0, "epochs": 100}, "after 100 epochs the loss will be about "),
    ({"learning_rate": 3.0}, "will diverge after about 19 updates: the learning rate is above 1.73"),
    ({"batch_size": 1, "epochs": 1000}, "after 200000 updates the loss will be about "),
]


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize(("change", "said"), SAID, ids=[said for _, said in SAID])
def test_it_says_what_will_be_seen(change: dict[str, Any], said: str) -> None:
    assert str(prospect(Forecaster().forecast(Run(Experiment(**change))))).startswith(said)


def test_without_noise_the_floor_is_nothing() -> None:
    said = str(prospect(Forecaster().forecast(Run(Experiment(noise=0.0, epochs=100)))))
    assert said.endswith(", at the floor")


def test_in_the_middle_of_a_run_it_counts_from_there() -> None:
    """Epochs are those of the whole run, updates until divergence those to come."""
    run = Run(Experiment())
    run.advance(150)
    run.configure(run.experiment.changed(b=-4.0, learning_rate=0.001))
    assert str(prospect(Forecaster().forecast(run))).startswith("after 3 epochs the loss will be about 2")
    run.configure(run.experiment.changed(learning_rate=3.0))
    said = str(prospect(Forecaster().forecast(run)))
    block = run.advance(150)
    assert run.diverged
    assert said == f"will diverge after about {len(block)} updates: the learning rate is above 1.73"


def test_after_the_end_it_speaks_of_the_epochs_that_playing_would_add() -> None:
    run = Run(Experiment())
    run.advance(300)
    assert str(prospect(Forecaster().forecast(run))) == "after 6 epochs the loss will be about 0.00005, at the floor"


def test_a_loss_that_rises_is_said_to() -> None:
    """Too large a rate for what it stands at, and not large enough to diverge within the epochs asked for."""
    run = Run(Experiment(epochs=1, learning_rate=1.75, noise=0.1))
    run.advance(run.updates_until(1))
    run.configure(run.experiment.changed(learning_rate=1.78))
    assert str(prospect(Forecaster().forecast(run))).endswith(", and rising")


@pytest.mark.parametrize("learning_rate", [0.3, 0.5])
def test_what_is_said_is_the_last_loss_not_the_smallest_one_on_the_way(learning_rate: float) -> None:
    """Also where there are more updates than points in a curve, and the loss goes up and down."""
    e = Experiment(trainer="exact", noise=1.0, learning_rate=learning_rate, batch_size=1, epochs=20)
    run = Run(e)
    foretold = Forecaster().forecast(run)
    block = run.advance(20_000)
    assert foretold.loss_after == pytest.approx(block.loss[-1], rel=1e-9)
    assert f"about {block.loss[-1]:.2g}," in str(prospect(foretold))
