"""The table of parameters: ranges, refusals, and the values that sliders can take."""

import math
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linreg_gui.core.spec.settings import BATCH_SIZE, NOISE, PACE, SEED, SETTINGS, Scale, Setting, nearest
from linreg_gui.core.spec.wording import Refusal, plain, quoted

TABLE = {
    # key: default, minimum, maximum in the window, maximum in the core, scale, whole
    "w": (2.0, -10, 10, 10, Scale.LINEAR, False),
    "b": (4.2, -10, 10, 10, Scale.LINEAR, False),
    "noise": (0.01, 0, 10, 10, Scale.LOGARITHMIC, False),
    "examples": (1000, 10, 1_000_000, 100_000_000, Scale.LOGARITHMIC, True),
    "learning_rate": (0.03, 1e-5, 10, 10, Scale.LOGARITHMIC, False),
    "batch_size": (10, 1, 1_000_000, 100_000_000, Scale.LOGARITHMIC, True),
    "epochs": (3, 1, 1000, 1000, Scale.LOGARITHMIC, True),
    "seed": (0, 0, 2**31 - 1, 2**31 - 1, Scale.LINEAR, True),
}

every_parameter = pytest.mark.parametrize("parameter", SETTINGS.values(), ids=SETTINGS)
every_slider = pytest.mark.parametrize(
    "parameter", [p for p in SETTINGS.values() if p is not SEED], ids=[key for key in SETTINGS if key != "seed"]
)
a_parameter = st.sampled_from(list(SETTINGS.values()))


def test_the_table_holds_what_was_agreed() -> None:
    """Sliders, command line and validation are all made from it."""
    assert {
        key: (p.default, p.minimum, p.maximum, p.limit or p.maximum, p.scale, p.whole) for key, p in SETTINGS.items()
    } == TABLE


@every_parameter
def test_parameters_can_be_shown(parameter: Setting) -> None:
    """Each has a label and a sentence."""
    assert SETTINGS[parameter.key] is parameter
    assert parameter.label
    assert parameter.help.endswith(".")


@every_parameter
def test_both_ends_of_the_range_and_the_default_are_allowed(parameter: Setting) -> None:
    """Whole numbers come back whole."""
    _, minimum, _, maximum, _, whole = TABLE[parameter.key]
    for value in (minimum, maximum, parameter.default):
        checked = parameter.checked(value)
        assert checked == value
        assert type(checked) is (int if whole else float)


@given(a_parameter, st.data())
def test_numbers_in_range_are_taken_as_they_are(parameter: Setting, data: st.DataObject) -> None:
    """No rounding, and 3.0 is as good as 3."""
    _, minimum, _, maximum, _, whole = TABLE[parameter.key]
    value = data.draw(st.integers(math.ceil(minimum), maximum) if whole else st.floats(minimum, maximum))
    assert parameter.checked(value) == value
    assert parameter.checked(float(value)) == value


NO_NUMBERS = [math.nan, math.inf, -math.inf, True, False, None, "3", "", [3], {"value": 3}, 3 + 0j]


@every_parameter
@pytest.mark.parametrize("value", [*NO_NUMBERS, 10**400, -(10**400), 1e300, -1e300], ids=lambda value: repr(value)[:12])
def test_what_is_no_number_in_range_is_refused_with_key_value_and_range(parameter: Setting, value: object) -> None:
    """In one sentence that can be translated."""
    _, minimum, _, maximum, _, _ = TABLE[parameter.key]
    with pytest.raises(Refusal) as refused:
        parameter.checked(value)
    sentence = str(refused.value)
    assert sentence.startswith(f"{parameter.key} must be ")
    assert f"from {plain(minimum)} to {plain(maximum)}" in sentence
    assert quoted(value) in sentence
    assert refused.value.sentence.format(**refused.value.values) == sentence


@every_parameter
def test_the_numbers_just_outside_the_range_are_refused(parameter: Setting) -> None:
    """The next number is already too far."""
    _, minimum, _, maximum, _, whole = TABLE[parameter.key]
    below = minimum - 1 if whole else math.nextafter(minimum, -math.inf)
    above = maximum + 1 if whole else math.nextafter(maximum, math.inf)
    for value in (below, above):
        with pytest.raises(Refusal, match=parameter.key):
            parameter.checked(value)


@pytest.mark.parametrize("parameter", [p for p in SETTINGS.values() if p.whole], ids=lambda p: p.key)
def test_fractions_are_refused_where_only_whole_numbers_make_sense(parameter: Setting) -> None:
    """Nothing is rounded silently."""
    with pytest.raises(Refusal, match=f"{parameter.key} must be a whole number from .* to .*, not 10.5"):
        parameter.checked(10.5)


def test_numbers_too_long_to_write_are_refused_like_others() -> None:
    """Python refuses to write them, which must not hide the refusal."""
    with pytest.raises(Refusal, match="epochs must be from 1 to 1000"):
        SETTINGS["epochs"].checked(10**5000)


def test_a_tighter_upper_end_holds_and_is_named() -> None:
    """A batch has no more examples than there are."""
    assert BATCH_SIZE.checked(50, maximum=50) == 50
    with pytest.raises(Refusal, match="batch_size must be from 1 to 50, and 51 is not"):
        BATCH_SIZE.checked(51, maximum=50)


@every_slider
def test_sliders_reach_both_ends_and_the_default(parameter: Setting) -> None:
    """In strictly ascending order."""
    _, minimum, maximum, _, _, whole = TABLE[parameter.key]
    grid = parameter.grid()
    assert grid[0] == minimum
    assert grid[-1] == maximum
    assert parameter.default in grid
    assert all(low < high for low, high in pairwise(grid))
    assert {type(value) for value in grid} == {int if whole else float}


def test_the_weights_of_the_reference_run_are_on_their_sliders() -> None:
    """Both of them, exactly."""
    assert {2.0, -3.4} <= set(SETTINGS["w"].grid())


@every_slider
def test_neighbours_on_a_slider_are_close(parameter: Setting) -> None:
    """One step of an arrow key changes a value by 12 % at most."""
    grid = parameter.grid()
    if parameter.scale is Scale.LINEAR:
        assert all(high - low == pytest.approx(parameter.step) for low, high in pairwise(grid))
        return
    for low, high in pairwise(grid):
        if parameter.whole and low < 10:
            assert high == low + 1
        elif low > 0:
            assert high / low <= 1.12


def test_the_smallest_noise_above_none_is_its_step() -> None:
    """A logarithmic scale that begins with 0."""
    assert NOISE.grid()[:2] == (0, 0.0001)


@every_slider
def test_the_values_of_sliders_are_short_to_write(parameter: Setting) -> None:
    """Two digits on a logarithmic scale, no 0.30000000000000004 on any."""
    assert all(len(plain(value)) <= 8 for value in parameter.grid())
    if parameter.scale is Scale.LOGARITHMIC:
        assert all(float(f"{value:.2g}") == value for value in parameter.grid())


def test_the_pace_goes_from_one_update_a_second_to_ten_thousand_and_begins_at_sixty() -> None:
    """It is no part of an experiment."""
    grid = PACE.grid()
    assert (grid[0], PACE.default, grid[-1]) == (1, 60, 10_000)
    assert PACE.default in grid
    assert "pace" not in SETTINGS


@given(st.integers(10, 100_000_000))
def test_a_slider_whose_end_depends_on_another_reaches_it(maximum: int) -> None:
    """The right end of the batch size means all examples."""
    grid = BATCH_SIZE.grid(maximum)
    assert grid[0] == 1
    assert grid[-1] == maximum
    assert all(low < high <= max(low * 1.12, low + 1) for low, high in pairwise(grid))
    assert {type(value) for value in grid} == {int}


@example([1, 2, 4], 1.5)
@example([1, 2, 4], 3.0)
@given(st.lists(st.integers(-50, 50), min_size=1, unique=True).map(sorted), st.integers(-120, 120).map(lambda n: n / 2))
def test_nearest_is_the_closest_value_and_the_lower_of_two(grid: list[float], value: float) -> None:
    """Beyond the ends it is the end."""
    assert nearest(tuple(grid), value) == min(range(len(grid)), key=lambda i: (abs(grid[i] - value), i))


@every_slider
def test_every_value_of_a_slider_is_nearest_to_itself(parameter: Setting) -> None:
    """A slider that is set to its value does not move."""
    grid = parameter.grid()
    assert [nearest(grid, value) for value in grid] == list(range(len(grid)))
