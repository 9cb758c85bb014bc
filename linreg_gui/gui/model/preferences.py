"""What the window remembers from one day to the next."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import read_text, replaced
from linreg_gui.core.spec.settings import PACE
from linreg_gui.core.spec.wording import Refusal
from linreg_gui.gui.style.language import LANGUAGES, system_language

MOST_RECENT: Final = 8
"""Files remembered at most."""

_MOST_BYTES: Final = 1 << 17
_MOST_PIXELS: Final = 1 << 15
_LONGEST_PATH: Final = 1 << 12
_FULL_SPEED: Final = "full"

_KEYS: Final = ("experiment", "pace", "language", "projector", "recent_files", "window", "splitter")
_DEEPEST: Final = 2
"""An experiment is an object with a list in it."""


class Preferences:
    """Typed access to a settings file. What is damaged or from another version counts as not set.

    The file is JSON, read to a bounded size: it may come from a template that others can write, and can hold nothing
    but texts and numbers. (Qt's own format for settings can hold Python objects, and reading those runs their code.)

    Parameters
    ----------
    path : Path, optional
        The file. Without one, nothing is remembered.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values = _read(path) if path else {}

    def save(self) -> None:
        """Write the file; where that cannot be, the window works all the same."""
        if self._path is None:
            return
        with suppress(OSError, Refusal):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with replaced(self._path) as file:
                json.dump(self._values, file, indent=2)

    @property
    def experiment(self) -> Experiment:
        """The last experiment."""
        try:
            experiment = Experiment.from_json(self._values.get("experiment"))
        except Refusal:
            return Experiment()
        return experiment if experiment.fits_window else Experiment()

    @experiment.setter
    def experiment(self, experiment: Experiment) -> None:
        self._values["experiment"] = experiment.to_json()

    @property
    def pace(self) -> float:
        """The last pace in updates a second."""
        pace = self._values.get("pace")
        if pace == _FULL_SPEED:
            return FULL_SPEED
        try:
            return PACE.checked(pace)
        except Refusal:
            return PACE.default

    @pace.setter
    def pace(self, pace: float) -> None:
        self._values["pace"] = _FULL_SPEED if pace == FULL_SPEED else pace

    @property
    def language(self) -> str:
        """Code of the language, at first the system's."""
        language = self._values.get("language")
        return language if isinstance(language, str) and language in LANGUAGES else system_language()

    @language.setter
    def language(self, language: str) -> None:
        self._values["language"] = language

    @property
    def projector(self) -> bool:
        """Whether fonts and lines are enlarged."""
        return self._values.get("projector") is True

    @projector.setter
    def projector(self, projector: bool) -> None:
        self._values["projector"] = projector

    @property
    def recent_files(self) -> list[str]:
        """Files opened or saved lately, the last one first."""
        files = self._values.get("recent_files")
        texts = [file for file in files if isinstance(file, str)] if isinstance(files, list) else []
        return [file for file in texts if 0 < len(file) <= _LONGEST_PATH][:MOST_RECENT]

    @recent_files.setter
    def recent_files(self, files: list[str]) -> None:
        self._values["recent_files"] = files[:MOST_RECENT]
        self.save()

    def layout(self, name: str) -> list[int]:
        """Return the numbers of a remembered place or division, the ``window`` or the ``splitter``; none if it is not.

        They are as far from zero as pixels can be, and no more is known of them.
        """
        numbers = self._values.get(name)
        if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
            return []
        return numbers if all(abs(number) <= _MOST_PIXELS for number in numbers) else []

    def set_layout(self, name: str, numbers: list[int]) -> None:
        """Remember a place or division."""
        self._values[name] = numbers


def _read(path: Path) -> dict[str, object]:
    """Return what a settings file says of what the window knows; nothing if it is none."""
    try:
        values = json.loads(read_text(path, _MOST_BYTES))
    except (Refusal, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    return {key: values[key] for key in _KEYS if key in values and _is_shallow(values[key], _DEEPEST)}


def _is_shallow(value: object, depth: int) -> bool:
    """Return whether lists and objects lie in each other no deeper than that: what is deeper could not be written."""
    if isinstance(value, dict):
        value = list(value.values())
    return not isinstance(value, list) or (depth > 0 and all(_is_shallow(each, depth - 1) for each in value))
