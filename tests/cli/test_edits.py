"""Runs that are changed on the way, and told of from there on; experiments from files."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linreg_gui.cli.edits import CHANGEABLE, recipe_of
from linreg_gui.core.export.json_values import edits_as_json
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from linreg_gui.core.spec.recipe import Edit, Recipe
from linreg_gui.core.spec.wording import Refusal
from tests.core.training.test_trainer import changes, small_experiments
from tests.program import Outcome, run_here

E = Experiment()
WARM = E.changed(learning_rate=0.1)
NOISY = WARM.changed(noise=0.5)
EDITS = ("--edit", "100:learning_rate=0.1", "--edit", "150:noise=0.5")


def told(outcome: Outcome) -> Any:
    """Return the JSON that was printed."""
    assert outcome.err == "" or outcome.code == 3
    return json.loads(outcome.out)


# What an edit says.

SAID: dict[str, dict[str, Any]] = {
    "w=1,-2.5": {"w": (1.0, -2.5)},
    "b=0": {"b": 0},
    "noise=1e-3": {"noise": 0.001},
    "learning_rate=0.1": {"learning_rate": 0.1},
    "learning-rate=0.1": {"learning_rate": 0.1},
    "batch_size=7": {"batch_size": 7},
    "batch-size=all": {"batch_size": "all"},
    "epochs=5": {"epochs": 5},
    "shuffle=true": {"shuffle": True},
}


@pytest.mark.parametrize("text", SAID)
def test_every_setting_can_change_on_the_way(text: str) -> None:
    assert recipe_of(E, [f"100:{text}"]) == Recipe(E, (Edit(100, E.changed(**SAID[text])),))


@pytest.mark.parametrize(("text", "shuffle"), [("true", True), ("false", False), ("auto", None)])
def test_shuffling_is_left_to_the_trainer_again(text: str, shuffle: bool | None) -> None:
    before = E.changed(shuffle=not shuffle)
    assert recipe_of(before, [f"5:shuffle={text}"]).at(5).shuffle is shuffle


def test_each_edit_changes_what_is_in_force_then() -> None:
    """In the order of their updates, whatever the order they are given in."""
    assert recipe_of(E, ["150:noise=0.5", "100:learning_rate=0.1"]) == Recipe(E, (Edit(100, WARM), Edit(150, NOISY)))


def test_of_several_edits_after_one_update_the_last_counts() -> None:
    texts = ["100:noise=0.5", "100:learning_rate=0.3", "100:learning_rate=0.1"]
    assert recipe_of(E, texts) == Recipe(E, (Edit(100, NOISY),))


def test_an_edit_before_the_first_update_is_the_start() -> None:
    assert recipe_of(E, ["0:learning_rate=0.1", "150:noise=0.5"]) == Recipe(WARM, (Edit(150, NOISY),))


SHAPE = "an edit is UPDATE:SETTING=VALUE, as 100:learning_rate=0.1"
WRONG = {
    "": SHAPE,
    "learning_rate=0.1": SHAPE,
    "100:learning_rate": SHAPE,
    "-1:b=0": SHAPE,
    "1.5:b=0": SHAPE,
    "٣:b=0": SHAPE,
    f"{'9' * 19}:b=0": SHAPE,
    "100:seed=1": "with another seed a run starts over",
    "100:examples=20": "with other examples a run starts over",
    "100:trainer=toolbox": "with another trainer a run starts over",
    "100:w=1": "with another number of features a run starts over; here it is 2",
    "100:w=1,red": "w must be a number from -10 to 10, not 'red'",
    "100:pace=3": f"what can change on the way is {', '.join(CHANGEABLE)}, not 'pace'",
    "100:learning_rate=11": "learning_rate must be from 0.00001 to 10, and 11 is not",
    "100:learning_rate=": "learning_rate must be a number from 0.00001 to 10, not ''",
    "100:batch-size=1001": "batch_size must be from 1 to 1000, and 1001 is not",
    "100:shuffle=maybe": "shuffle must be one of true, false, auto, not 'maybe'",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_edit_gets_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, out, err = run_here(capsys, "train", "--edit", "5:b=0", f"--edit={text}")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("linreg-gui: --edit '")
    assert err.endswith(f": {WRONG[text]}\n")


@given(st.text())
def test_any_text_is_an_edit_or_refused_in_one_line(text: str) -> None:
    for edit in (text, f"1:{text}", f"1:w={text}", f"1:b={text}"):
        assert len(complaint(edit).splitlines()) <= 1


def complaint(text: str) -> str:
    """Return why an edit is refused, or nothing."""
    try:
        recipe_of(E, [text])
    except Refusal as refusal:
        return str(refusal)
    return ""


# A run with edits.


def by_hand() -> list[tuple[float, list[float]]]:
    """Return loss and parameters after each update of the run that `EDITS` make."""
    run, made = Run(E), []
    for updates, experiment in ((100, E), (50, WARM), (150, NOISY)):
        run.configure(experiment)
        block = run.advance(updates)
        made += list(zip(block.loss.tolist(), block.parameters.tolist(), strict=True))
    return made


def test_training_changes_after_those_updates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    report = told(run_here(capsys, "train", *EDITS, "--json", "--csv", str(path)))
    assert report["experiment"] == E.to_json()
    assert report["edits"] == [{"update": 100, "learning_rate": 0.1}, {"update": 150, "noise": 0.5}]
    made = by_hand()
    for epoch, (loss, parameters) in zip(report["epochs"], made[99::100], strict=True):
        assert epoch["loss"] == pytest.approx(loss, rel=1e-9)
        assert [*epoch["w"], epoch["b"]] == pytest.approx(parameters, rel=1e-9)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["update"]) for row in rows] == list(range(1, 301))
    np.testing.assert_allclose([float(row["loss"]) for row in rows], [loss for loss, _ in made], rtol=1e-9)


def test_the_truth_is_the_one_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    report = told(run_here(capsys, "train", "--edit", "100:w=1,1", "--edit", "100:b=0", "--json"))
    assert report["result"]["distance_to_truth"] < 0.01
    out = run_here(capsys, "train", "--edit", "100:w=1,1", "--edit", "100:b=0").out
    assert "distance to the truth: 0.00" in out


def test_a_rate_that_became_too_large_is_the_one_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run_here(capsys, "train", "--edit", "100:learning_rate=5", "--edit", "299:learning_rate=1")
    assert (code, err) == (3, "linreg-gui: diverged at update 115: learning rate 5 is too large\n")


@pytest.mark.parametrize(
    ("edit", "updates"),
    [("150:epochs=5", 500), ("150:epochs=1", 150), ("150:batch_size=20", 225), ("300:epochs=5", 300)],
)
def test_edits_can_move_the_end_until_it_is_reached(
    capsys: pytest.CaptureFixture[str], edit: str, updates: int
) -> None:
    report = told(run_here(capsys, "train", "--edit", edit, "--json"))
    assert (report["result"]["state"], report["result"]["updates"]) == ("finished", updates)
    assert len(report["edits"]) == (updates != 300)


def test_an_edit_that_does_not_fit_into_memory_ends_the_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Other numbers than those asked for are no answer."""
    advance = Run.advance

    def limited(run: Run, updates: int) -> Any:
        if run.experiment.batch_size == "all":
            raise MemoryError
        return advance(run, updates)

    monkeypatch.setattr(Run, "advance", limited)
    table = str(tmp_path / "run.csv")
    code, _, err = run_here(capsys, "train", "--edit", "100:batch_size=all", "--csv", table)
    assert (code, err) == (1, "linreg-gui: there is not enough memory for this\n")
    assert list(tmp_path.iterdir()) == []


# What is still to come.


def test_what_is_to_come_is_told_from_any_update_on(capsys: pytest.CaptureFixture[str]) -> None:
    prediction = told(run_here(capsys, "train", *EDITS, "--predict", "--at", "160", "--json"))
    assert (prediction["at"], len(prediction["edits"])) == (160, 2)
    assert prediction["sentence"] == "after 3 epochs the loss will be about 0.13, at the floor"
    assert [epoch["epoch"] for epoch in prediction["epochs"]] == [2, 3]
    trained = told(run_here(capsys, "train", *EDITS, "--json"))
    assert prediction["experiment"] == trained["experiment"]
    assert prediction["edits"] == trained["edits"]
    lines = run_here(capsys, "train", *EDITS, "--predict", "--at", "160").out.splitlines()
    assert lines[0] == prediction["sentence"]
    assert lines[3:] == run_here(capsys, "train", *EDITS).out.splitlines()[3:5]


def test_later_edits_are_no_part_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Those made after that very update are."""
    for update, edits in ((0, 0), (99, 0), (100, 1), (149, 1), (150, 2)):
        prediction = told(run_here(capsys, "train", *EDITS, "--predict", "--at", str(update), "--json"))
        assert len(prediction["edits"]) == edits
        trained = told(run_here(capsys, "train", *EDITS[: 2 * edits], "--json"))
        assert prediction["epochs"][-1]["loss"] == pytest.approx(trained["epochs"][-1]["loss"], rel=1e-9)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--predict", "--at", "300"), "--at 300: the run ends at update 300"),
        (("--predict", "--at", "9" * 18), f"--at {'9' * 18}: the run ends at update 300"),
        (("--predict", "--at", "150", "--edit", "20:epochs=1"), "--at 150: the run ends at update 100"),
        (("--predict", "--at", "150", "--edit", "9:learning_rate=3"), "--at 150: the run diverges at update 31"),
        (("--predict", "--at", "-1"), "--at must be a whole number of updates, not '-1'"),
        (("--predict", "--at=half"), "--at must be a whole number of updates, not 'half'"),
        (("--at", "5"), "--at is for what is predicted: add --predict"),
    ],
)
def test_where_nothing_is_to_come_it_says_so(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], sentence: str
) -> None:
    assert run_here(capsys, "train", *options) == (2, "", f"linreg-gui: {sentence}\n")


@st.composite
def plans(draw: st.DrawFn) -> tuple[Recipe, int]:
    """Draw a run with edits, some of which diverge, and an update after all of them."""
    e = draw(small_experiments())
    recipe, update = Recipe(e), 0
    for _ in range(draw(st.integers(0, 3))):
        update += draw(st.integers(0, 20))
        change = draw(changes(e)) | draw(st.sampled_from([{}, {}, {"learning_rate": 9.0}]))
        recipe = recipe.edited(update, recipe.at(update).changed(**change))
    return recipe, update + draw(st.integers(0, 20))


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans())
def test_training_gives_the_same_numbers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, plan: tuple[Recipe, int]
) -> None:
    recipe, update = plan
    file = tmp_path / "run.linreg"
    write_experiment(file, recipe.experiment)
    options = ["train", str(file), "--json"]
    for edit in edits_as_json(recipe):
        after = edit.pop("update")
        for key, value in edit.items():
            options.append(f"--edit={after}:{key}={written(value)}")
    trained = told(run_here(capsys, *options))
    predicted = run_here(capsys, *options, "--predict", "--at", str(update))
    if predicted.code == 2:
        assert trained["result"]["updates"] <= update
        word = {"finished": "ends", "diverged": "diverges"}[trained["result"]["state"]]
        assert predicted.err.endswith(f": the run {word} at update {trained['result']['updates']}\n")
        return
    prediction = told(predicted)
    assert trained["edits"] == prediction["edits"] == edits_as_json(recipe)
    to_come = trained["epochs"][-len(prediction["epochs"]) :] if prediction["epochs"] else []
    assert [epoch["epoch"] for epoch in to_come] == [epoch["epoch"] for epoch in prediction["epochs"]]
    for made, foretold in zip(to_come, prediction["epochs"], strict=True):
        np.testing.assert_allclose(foretold["loss"], made["loss"], rtol=1e-6, atol=1e-20)
        np.testing.assert_allclose([*foretold["w"], foretold["b"]], [*made["w"], made["b"]], rtol=1e-6, atol=1e-10)
    assert prediction["sentence"].startswith("will diverge") == (trained["result"]["state"] == "diverged")
    if trained["result"]["state"] == "diverged":
        left = trained["result"]["updates"] - update
        assert prediction["sentence"].startswith(f"will diverge after about {left} updates")


def written(value: Any) -> str:
    """Return a value as an edit has it."""
    if isinstance(value, list):
        return ",".join(map(repr, value))
    return "auto" if value is None else str(value).lower()


# Files.


def test_a_file_is_trained_and_settings_given_count_instead_of_its_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.linreg"
    e = Experiment(w=(1, 2, 3), examples=50, seed=7, trainer="toolbox", batch_size=9, epochs=2, shuffle=False)
    write_experiment(file, e)
    assert told(run_here(capsys, "train", str(file), "--json"))["experiment"] == e.to_json()
    changed = e.changed(epochs=4, b=-1, trainer="scratch")
    options = ("--epochs", "4", "--b", "-1", "--trainer", "scratch")
    assert told(run_here(capsys, "train", str(file), *options, "--json"))["experiment"] == changed.to_json()
    assert told(run_here(capsys, "train", *options, "--json", str(file)))["experiment"] == changed.to_json()
    defaults = ("--seed", "0", "--batch-size", "10", "--epochs", "3", "--w", "2", "-3.4")
    reset = e.changed(seed=0, batch_size=10, epochs=3, w=(2, -3.4))
    assert told(run_here(capsys, "train", str(file), *defaults, "--json"))["experiment"] == reset.to_json()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "{file}: No such file or directory"),
        ("{", "{file}: this is not JSON: "),
        ('{"version": 1, "epochs": 0}', "{file}: epochs must be from 1 to 1000, and 0 is not"),
        ('{"version": 99}', "{file}: a newer version of this program wrote it"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str | None, sentence: str
) -> None:
    file = tmp_path / "mine.linreg"
    if content is not None:
        file.write_text(content)
    code, out, err = run_here(capsys, "train", str(file), "--epochs", "2")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"linreg-gui: {sentence.format(file=file)}")


def test_two_files_are_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run_here(capsys, "train", "a.linreg", "b.linreg")
    assert (code, err) == (2, "linreg-gui: unrecognized arguments: b.linreg\n")
