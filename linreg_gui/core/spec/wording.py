"""How the core says things: sentences that can be translated, and numbers as people write them."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Final

_COMMANDS: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode's categories of signs that are not seen but act: controls, directions, halves of signs, ends of lines."""


def translatable(text: str) -> str:
    """Mark a text that the window shows in the learner's language, and return it unchanged."""
    return text


@dataclass(frozen=True)
class Sentence:
    """Something the program says.

    Attributes
    ----------
    template : str
        English, with ``{name}`` where a value goes. The window translates it before it fills in the values.
    values : mapping of str to object
        What to put in the places.
    """

    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.values)


class Refusal(ValueError):
    """Input that is refused, with the one sentence that says why.

    Parameters
    ----------
    sentence : str
        English, with ``{name}`` where a value goes. The window translates it before it fills in the values.
    **values : object
        What to put in the places.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = {name: printable(str(v)) if isinstance(v, str | PurePath) else v for name, v in values.items()}
        super().__init__(sentence.format(**self.values))


def plain(value: float) -> str:
    """Write a number in full precision, without an exponent where people would write none."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(float(value))
    return f"{Decimal(text):f}" if 1e-6 <= abs(value) < 1e15 else text


def short(value: float) -> str:
    """Write a measured number with six decimals, with fewer if it is large, with a power of 10 if it is very large."""
    if not math.isfinite(value):
        return str(value)
    size = abs(value)
    if 0.01 <= size < 1e6 or value == 0:
        return f"{value:.{6 - math.floor(math.log10(max(size, 1)))}f}"
    if 1e-6 <= size < 0.01:
        return f"{Decimal(f'{value:.3e}'):f}"
    return f"{value:.2e}"


def printable(text: str) -> str:
    """Write the name of a file, or what else comes from outside, without what would command a terminal or a label."""
    return "".join(repr(sign)[1:-1] if unicodedata.category(sign) in _COMMANDS else sign for sign in text)


def quoted(value: object) -> str:
    """Write what the user gave, shortened so that it fits into a sentence."""
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # nested too deeply, or a number of too many digits
        text = f"something of type {type(value).__name__}"
    return text if len(text) <= 40 else f"{text[:39]}…"


def read_number(text: str) -> float | str:
    """Read a number; any other text stays as it is, to be refused with the range of its setting."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
