"""The epochs of a run as lines of text."""

import numpy as np

from linreg_gui.core.export.epoch_lines import column_names, heading, line
from linreg_gui.core.record.block import Epoch


def test_parameters_are_named_as_in_the_formula() -> None:
    """Counted from 1, the bias last."""
    assert column_names(1) == ["w1", "b"]
    assert column_names(3) == ["w1", "w2", "w3", "b"]


def test_numbers_stand_below_their_names() -> None:
    """Names and numbers of a column end at the same place."""
    names = heading(2)
    numbers = line(Epoch(3, 300, 0.0000471, np.array([2.0, -3.4, 4.2])))
    assert names.split() == ["epoch", "loss", "w1", "w2", "b"]
    assert numbers.split() == ["3", "0.00004710", "2.000000", "-3.400000", "4.200000"]
    assert len(names) == len(numbers)
    assert all(names[end - 1] != " " != numbers[end - 1] for end in (5, 19, 33, 47, 61))
