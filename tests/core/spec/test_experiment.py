"""What the user asked for: always valid, and the same after a way through JSON."""

import json
import math
from contextlib import suppress
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linreg_gui.core.spec.experiment import ALL, FORMAT_VERSION, Experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.core.spec.wording import Refusal

RANGES = {
    "b": "from -10 to 10",
    "noise": "from 0 to 10",
    "examples": "from 10 to 100000000",
    "seed": "from 0 to 2147483647",
    "learning_rate": "from 0.00001 to 10",
    "epochs": "from 1 to 1000",
    "batch_size": "from 1 to 1000",
}
KEYS = ["w", *RANGES, "trainer", "shuffle"]


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw an experiment."""
    examples = draw(st.integers(10, 100_000_000))
    return Experiment().changed(
        w=tuple(draw(st.lists(st.floats(-10, 10), min_size=1, max_size=5))),
        b=draw(st.floats(-10, 10)),
        noise=draw(st.floats(0, 10)),
        examples=examples,
        seed=draw(st.integers(0, 2**31 - 1)),
        trainer=draw(st.sampled_from(list(TRAINERS))),
        learning_rate=draw(st.floats(1e-5, 10)),
        batch_size=draw(st.just(ALL) | st.integers(1, examples)),
        epochs=draw(st.integers(1, 1000)),
        shuffle=draw(st.sampled_from([None, True, False])),
    )


def refusal_of(**values: object) -> str:
    """Return the sentence that refuses an experiment with these values."""
    with pytest.raises(Refusal) as refused:
        Experiment.from_json({"version": FORMAT_VERSION, **values})
    return str(refused.value)


def test_the_defaults_are_the_reference_settings() -> None:
    """They are those of the published run."""
    e = Experiment()
    assert (e.w, e.b, e.noise, e.examples, e.seed) == ((2.0, -3.4), 4.2, 0.01, 1000, 0)
    assert (e.trainer, e.learning_rate, e.batch_size, e.epochs, e.shuffle) == ("scratch", 0.03, 10, 3, None)


def test_an_experiment_cannot_be_changed_in_place() -> None:
    """It crosses from thread to thread."""
    for field in fields(Experiment):
        with pytest.raises(FrozenInstanceError):
            setattr(Experiment(), field.name, 1)


def test_numbers_have_one_kind_however_they_were_given() -> None:
    """Whole numbers are whole and others are not, so equal experiments look equal."""
    e = Experiment.from_json({"version": 1, "w": [1, 2], "b": 3, "examples": 50.0, "batch_size": 5.0, "epochs": 2.0})
    assert e == Experiment(w=(1.0, 2.0), b=3.0, examples=50, batch_size=5, epochs=2)
    assert [type(value) for value in (e.w, e.w[0], e.b)] == [tuple, float, float]
    assert [type(value) for value in (e.examples, e.batch_size, e.epochs)] == [int, int, int]
    assert hash(e) == hash(Experiment(w=(1.0, 2.0), b=3.0, examples=50, batch_size=5, epochs=2))


@given(experiments())
def test_features_truth_and_batches_follow(e: Experiment) -> None:
    """A last batch that is short counts as a batch."""
    assert e.truth == (*e.w, e.b)
    assert len(e.w) == e.features
    assert e.examples_per_batch == (e.examples if e.batch_size == "all" else e.batch_size)
    assert e.updates_per_epoch == len(range(0, e.examples, e.examples_per_batch))
    assert e.description is TRAINERS[e.trainer]


def test_shuffling_is_up_to_the_trainer_unless_said_otherwise() -> None:
    """By default the trainers go as the textbook has them."""
    assert not Experiment(trainer="scratch").shuffles
    assert Experiment(trainer="toolbox").shuffles
    for trainer in TRAINERS:
        assert Experiment(trainer=trainer, shuffle=True).shuffles
        assert not Experiment(trainer=trainer, shuffle=False).shuffles


@given(experiments())
def test_json_brings_an_experiment_back(e: Experiment) -> None:
    """Every experiment is the same after a way through a file."""
    text = json.dumps(e.to_json(), allow_nan=False)
    assert Experiment.from_json(json.loads(text)) == e
    assert Experiment.from_text(text) == e
    assert Experiment.from_text(e.to_text()) == e
    assert e.to_json()["version"] == 1
    assert set(e.to_json()) == {"version", *KEYS}


def test_what_json_leaves_out_has_its_default() -> None:
    """A file need only say what is different."""
    assert Experiment.from_json({"version": 1}) == Experiment()
    assert Experiment.from_text('{"version": 1, "b": 1}') == Experiment(b=1.0)


@pytest.mark.parametrize("key", RANGES)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, None, [1], {}, 1e300, 10**400, -1])
def test_numbers_that_are_not_allowed_are_refused_with_key_value_and_range(key: str, value: object) -> None:
    """Not a number, infinite, of another kind, or out of range."""
    if key == "b" and value == -1:
        return
    sentence = refusal_of(**{key: value})
    assert sentence.startswith(f"{key} must be ")
    assert RANGES[key] in sentence
    assert repr(value)[:30] in sentence


@pytest.mark.parametrize("key", RANGES)
def test_words_are_refused_as_numbers_with_key_value_and_range(key: str) -> None:
    """A batch size may be one word, and that one only."""
    sentence = refusal_of(**{key: "many"})
    assert sentence.startswith(f"{key} must be ")
    assert RANGES[key] in sentence
    assert "'many'" in sentence


def test_a_batch_size_that_is_a_word_must_be_all() -> None:
    """The sentence says which word is allowed."""
    assert "or all" in refusal_of(batch_size="most")


@pytest.mark.parametrize("value", [(), [], "2", 2.0, None, {"1": 2}])
def test_w_that_is_no_list_of_numbers_is_refused_with_key_value_and_range(value: object) -> None:
    """There is at least one feature."""
    sentence = refusal_of(w=value)
    assert sentence.startswith("w must be a list of numbers")
    assert "from -10 to 10" in sentence
    assert repr(value) in sentence


@pytest.mark.parametrize("value", [math.nan, math.inf, 10.1, True, None, "2", [2]])
def test_every_weight_is_checked(value: object) -> None:
    """One bad weight is enough."""
    sentence = refusal_of(w=[1, value])
    assert sentence.startswith("w must be ")
    assert "from -10 to 10" in sentence
    assert repr(value) in sentence


@pytest.mark.parametrize("value", ["sklearn", "", "Scratch", None, 1, ["scratch"]])
def test_other_trainers_are_refused_with_those_there_are(value: object) -> None:
    """A name has to be exact."""
    assert refusal_of(trainer=value) == f"trainer must be one of {', '.join(TRAINERS)}, not {value!r}"


@pytest.mark.parametrize("value", [0, 1, "yes", [True], 1.0])
def test_shuffle_is_yes_no_or_the_trainers_choice(value: object) -> None:
    """Numbers are no yes or no."""
    assert refusal_of(shuffle=value) == f"shuffle must be true, false or null, not {value!r}"


def test_a_batch_has_no_more_examples_than_there_are() -> None:
    """The range of one parameter may depend on another."""
    assert Experiment(examples=20, batch_size=20).examples_per_batch == 20
    assert refusal_of(examples=20, batch_size=21) == "batch_size must be from 1 to 20, and 21 is not"


def test_unknown_keys_are_refused_with_those_there_are() -> None:
    """A misspelt key must not pass unnoticed."""
    sentence = refusal_of(learning_rat=0.1)
    assert sentence.startswith("unknown key 'learning_rat'; known are ")
    assert set(sentence.partition("known are ")[2].split(", ")) == set(KEYS)


@pytest.mark.parametrize("version", [0, "1", True, None, [1], math.nan])
def test_other_versions_are_refused(version: object) -> None:
    """True is no version, though Python says it equals 1."""
    assert refusal_of(version=version) == f"version must be 1, not {version!r}"


def test_a_version_to_come_is_refused() -> None:
    """In words that tell what to do about it."""
    assert refusal_of(version=2) == "a newer version of this program wrote it"


def test_a_missing_version_is_refused() -> None:
    """There is no telling what such a file means."""
    with pytest.raises(Refusal, match="version must be 1, not None"):
        Experiment.from_json({"b": 1})


@pytest.mark.parametrize("values", [None, [], "text", 1, math.nan])
def test_json_that_is_no_object_is_refused(values: object) -> None:
    """JSON may be a list, a text or a number."""
    with pytest.raises(Refusal, match="an experiment is a JSON object, not "):
        Experiment.from_json(values)


@pytest.mark.parametrize("text", ["", "{", "version: 1", '{"version": 1,}', "\x00"])
def test_text_that_is_no_json_is_refused(text: str) -> None:
    """With the place where it stops being JSON."""
    with pytest.raises(Refusal, match="this is not JSON: "):
        Experiment.from_text(text)


def test_numbers_that_json_has_no_word_for_are_refused() -> None:
    """Python's reader takes them all the same."""
    for number in ("NaN", "Infinity", "-Infinity", "1e400"):
        with pytest.raises(Refusal, match=r"b must be a number from -10 to 10, not (nan|-?inf)"):
            Experiment.from_text(f'{{"version": 1, "b": {number}}}')


@pytest.mark.parametrize("key", ["w", "b", "trainer", "else"])
def test_nesting_is_refused_however_deep_it_is(key: str) -> None:
    """No depth of nesting breaks reading a file."""
    # Somewhere in between, Python reads the text and then runs out of stack when it writes the value.
    for depth in [*range(1, 1100), 100_000]:
        with pytest.raises(Refusal):
            Experiment.from_text(f'{{"version": 1, "{key}": {"[" * depth}{"]" * depth}}}')


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("all"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(["version", *KEYS], json_values)), st.booleans())
def test_any_json_is_an_experiment_or_refused(values: dict[str, Any], right_version: bool) -> None:
    """Nothing else is ever raised, and what is taken is taken as it was."""
    if right_version:
        values["version"] = 1
    with suppress(Refusal):
        e = Experiment.from_json(values)
        assert Experiment.from_json(e.to_json()) == e
        assert {key: value for key, value in e.to_json().items() if key in values} == values


@example(Experiment(batch_size=500), 499)
@example(Experiment(batch_size=500), 500)
@example(Experiment(batch_size="all"), 10)
@given(experiments(), st.integers(10, 100_000_000))
def test_fewer_examples_than_a_batch_takes_shrink_the_batch(e: Experiment, examples: int) -> None:
    """The slider of the examples must not run into a refusal."""
    changed = e.changed(examples=examples)
    assert changed.examples == examples
    assert changed.batch_size == (ALL if e.batch_size == "all" else min(e.batch_size, examples))
    assert {**changed.to_json(), "examples": 0, "batch_size": 0} == {**e.to_json(), "examples": 0, "batch_size": 0}


def test_a_change_that_is_not_allowed_is_refused() -> None:
    """The experiment at hand stays as it is."""
    e = Experiment()
    for change in ({"examples": 9}, {"examples": None}, {"examples": 50, "batch_size": 51}, {"b": "one"}):
        with pytest.raises(Refusal):
            e.changed(**change)
    assert e == Experiment()


@pytest.mark.parametrize(
    "change",
    [{"examples": 999}, {"seed": 1}, {"trainer": "toolbox"}, {"w": (2.0,)}],
    ids=lambda change: next(iter(change)),
)
def test_other_examples_seed_trainer_and_features_start_over(change: dict[str, Any]) -> None:
    """In either direction."""
    e = Experiment()
    assert e.changed(**change).starts_over_from(e)
    assert e.starts_over_from(e.changed(**change))


def test_everything_else_bends_the_run_under_way() -> None:
    """Every other slider works while training runs."""
    e = Experiment()
    others = {"w": (1.0, 1.0), "b": 0.0, "noise": 1.0, "learning_rate": 0.1, "batch_size": "all", "epochs": 9}
    assert not e.starts_over_from(e)
    assert not e.changed(**others, shuffle=True).starts_over_from(e)


def test_the_window_has_sliders_for_two_features_and_a_million_examples() -> None:
    """The core takes more of both."""
    assert Experiment(w=(1.0,), examples=1_000_000).fits_window
    assert Experiment(w=(1.0, 2.0)).fits_window
    assert not Experiment(w=(1.0, 2.0, 3.0)).fits_window
    assert not Experiment(examples=1_000_001).fits_window


@pytest.mark.parametrize("text", ['{"version": 99, "version": 1}', '{"version": 1, "w": [1], "b": 1, "w": [2]}'])
def test_a_key_that_is_there_twice_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"^'(version|w)' is there more than once$"):
        Experiment.from_text(text)
