"""What the window remembers from one day to the next."""

from PySide6.QtCore import QByteArray, QSettings

from linreg_gui.core.experiment import Experiment
from linreg_gui.core.parameters import PACE
from linreg_gui.core.wording import Refusal
from linreg_gui.gui.language import LANGUAGES, system_language


class Settings:
    """Typed access to a settings file. What is damaged or from another version counts as not set.

    Parameters
    ----------
    store : QSettings
        The file.
    """

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def save(self) -> None:
        """Write the file now; else that is done some time later."""
        self._store.sync()

    @property
    def experiment(self) -> Experiment:
        """The last experiment."""
        try:
            experiment = Experiment.from_text(str(self._store.value("experiment", "")))
        except Refusal:
            return Experiment()
        return experiment if experiment.fits_window else Experiment()

    @experiment.setter
    def experiment(self, experiment: Experiment) -> None:
        self._store.setValue("experiment", experiment.to_text())

    @property
    def pace(self) -> float:
        """The last pace in updates a second."""
        try:
            pace = float(str(self._store.value("pace", PACE.default)))
        except ValueError:
            return PACE.default
        return pace if pace >= PACE.minimum else PACE.default

    @pace.setter
    def pace(self, pace: float) -> None:
        self._store.setValue("pace", repr(pace))

    @property
    def language(self) -> str:
        """Code of the language, at first the system's."""
        language = str(self._store.value("language", ""))
        return language if language in LANGUAGES else system_language()

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("language", language)

    @property
    def projector(self) -> bool:
        """Whether fonts and lines are enlarged."""
        return bool(self._store.value("projector", defaultValue=False, type=bool))

    @projector.setter
    def projector(self, projector: bool) -> None:
        self._store.setValue("projector", projector)

    @property
    def recent_files(self) -> list[str]:
        """Files opened or saved lately, the last one first."""
        files = self._store.value("recent_files")  # a list of one comes back as a text, an empty one as nothing
        return [str(file) for file in (files if isinstance(files, list) else [files]) if file]

    @recent_files.setter
    def recent_files(self, files: list[str]) -> None:
        self._store.setValue("recent_files", files)

    def layout(self, name: str) -> QByteArray:
        """Return a remembered size or division; empty if there is none."""
        layout = self._store.value(f"layout/{name}")
        return layout if isinstance(layout, QByteArray) else QByteArray()

    def set_layout(self, name: str, layout: QByteArray) -> None:
        """Remember a size or division."""
        self._store.setValue(f"layout/{name}", layout)
