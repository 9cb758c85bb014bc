"""Sentences and numbers as people write them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.spec.wording import Refusal, plain, quoted, read_number, short, translatable

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3, "3"),
        (10.0, "10"),
        (-3.4, "-3.4"),
        (0.01, "0.01"),
        (1e-5, "0.00001"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-07"),
        (100_000_000.0, "100000000"),
        (2**31 - 1, "2147483647"),
        (1e300, "1e+300"),
        (math.inf, "inf"),
        (math.nan, "nan"),
    ],
)
def test_plain_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    """Small and large ones."""
    assert plain(value) == text


@given(finite)
def test_plain_numbers_lose_nothing(value: float) -> None:
    """Reading them gives the same number."""
    assert float(plain(value)) == value


@given(st.floats(1e-6, 1e14), st.sampled_from([1, -1]))
def test_plain_numbers_of_everyday_size_have_no_exponent(size: float, sign: int) -> None:
    """Nobody writes 1e-05 into a field."""
    assert "e" not in plain(sign * size)


def test_plain_numbers_may_come_from_numpy() -> None:
    """Its numbers are Python's numbers too."""
    assert plain(np.float64(0.5)) == "0.5"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000000"),
        (0.025793, "0.025793"),
        (-3.4, "-3.400000"),
        (16.61234567, "16.61235"),
        (-999.96, "-999.9600"),
        (-1588.24, "-1588.240"),
        (-123456.78, "-123456.8"),
        (0.000084, "0.00008400"),
        (0.0000501234, "0.00005012"),
        (-0.001, "-0.001000"),
        (1e-9, "1.00e-09"),
        (1.2345e7, "1.23e+07"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_short_numbers_are_as_exact_as_a_reader_needs(value: float, text: str) -> None:
    """The published figures look as published."""
    assert short(value) == text


@given(st.floats(-1e300, 1e300))
def test_short_numbers_are_exact_and_short(value: float) -> None:
    """The error is half a unit of the last digit at most."""
    written = float(short(value))
    size = abs(value)
    if 0.01 <= size < 1e6:
        largest_error = 5e-7 * max(size, 1)
    else:
        largest_error = size * (5e-4 if 1e-6 <= size < 0.01 else 5e-3)
    # The factor is for the rounding of the numbers themselves.
    assert abs(written - value) <= largest_error * 1.001 + 5e-324
    assert len(short(value)) <= 11


@given(st.text() | st.lists(st.integers()))
def test_what_the_user_gave_fits_into_a_sentence(value: object) -> None:
    """It is shortened where it is long."""
    text = quoted(value)
    assert len(text) <= 40
    assert text == repr(value) or (text.endswith("…") and repr(value).startswith(text[:-1]))


@given(st.integers() | finite)
def test_numbers_are_read_as_they_were_written(value: float) -> None:
    """Whole numbers as whole numbers."""
    read = read_number(f" {value!r} ")
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ["", "all", "0,5", "1e", "--1"])
def test_text_that_is_no_number_stays_text(text: str) -> None:
    """It is refused later, with the range."""
    assert read_number(text) == text


def test_numbers_beyond_all_range_are_still_read() -> None:
    """They are refused later, with the range."""
    assert read_number("1e999") == math.inf
    assert read_number("-inf") == -math.inf
    assert read_number("9" * 5000) == math.inf


def test_a_refusal_keeps_its_sentence_and_values_for_translation() -> None:
    """The window fills them into its own words."""
    refusal = Refusal(translatable("{key} must not be {value}"), key="b", value=7)
    assert str(refusal) == "b must not be 7"
    assert refusal.sentence == "{key} must not be {value}"
    assert refusal.values == {"key": "b", "value": 7}
    assert isinstance(refusal, ValueError)
