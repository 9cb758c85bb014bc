"""Experiments in files: open, save, and what was opened lately."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from linreg_gui.core.spec.experiment import MOST_FEATURES_IN_WINDOW, Experiment
from linreg_gui.core.spec.files import SUFFIX, read_experiment, write_experiment
from linreg_gui.core.spec.settings import EXAMPLES
from linreg_gui.core.spec.wording import Refusal, printable, translatable
from linreg_gui.gui.model.preferences import Preferences


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """A file, if there is one, and the experiment in it."""

    path: Path | None
    experiment: Experiment | None


class Documents(QObject):
    """Knows which file the experiment of the window came from.

    Parameters
    ----------
    window : QWidget
        Parent of the dialogs.
    preferences : Preferences
        Remembers recent files.
    """

    opened = Signal(object)
    changed = Signal()

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._files = [_File(None, None)]

    @property
    def name(self) -> str:
        """Name of the file; empty if there is none."""
        return self._file.path.name if self._file.path else ""

    def differs_from_file(self, experiment: Experiment) -> bool:
        """Tell whether the experiment is another one than in the file."""
        return self._file.path is not None and experiment != self._file.experiment

    @property
    def _file(self) -> "_File":
        return self._files[-1]

    @Slot()
    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open experiment"), self._folder(), self._filter()
        )
        if chosen:
            self.open(chosen)

    @Slot(object)  # Qt's texts cannot hold every name
    def open(self, path: str) -> None:
        """Open a file, or say in one sentence why not and leave everything as it is."""
        try:
            experiment = read_for_window(Path(path))
        except Refusal as refusal:
            self._complain(self.tr("{name} was not opened").format(name=printable(Path(path).name)), refusal)
            return
        self._settle(self._files, Path(path), experiment)
        self.opened.emit(experiment)

    def take_back(self, experiment: Experiment) -> bool:
        """Forget a file if this is the very experiment that it was opened with, which cannot be.

        An equal one may be asked for later, by hand: then its file stays. So does what was saved.

        Returns
        -------
        bool
            Whether that was the file of the window, which is now the one before.
        """
        refused = next((file for file in self._files[1:] if file.experiment is experiment), None)
        if refused is None:
            return False
        was_last = refused is self._file
        self._files.remove(refused)
        self.changed.emit()
        return was_last

    def save(self, experiment: Experiment) -> None:
        """Save to the file it came from, or ask for one."""
        if self._file.path:
            self._write(self._file.path, experiment)
        else:
            self.choose_and_save(experiment)

    def choose_and_save(self, experiment: Experiment) -> None:
        """Ask for a file and save to it."""
        start = str(Path(self._folder()) / (self.name or f"{self.tr('experiment')}{SUFFIX}"))
        chosen, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save experiment"), start, self._filter())
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != SUFFIX:
            path = path.with_name(f"{path.name}{SUFFIX}")
            if path.exists() and not self._may_replace(path):  # the dialog asked about the name that was typed
                return
        self._write(path, experiment)

    def _may_replace(self, path: Path) -> bool:
        question = self.tr("{name} exists already. Replace it?").format(name=printable(path.name))
        title, buttons = self.tr("Save experiment"), QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
        box = QMessageBox(QMessageBox.Icon.Question, title, question, buttons, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        answer = box.exec()
        box.deleteLater()
        return answer == QMessageBox.StandardButton.Yes

    def _write(self, path: Path, experiment: Experiment) -> None:
        try:
            write_experiment(path, experiment)
        except Refusal as refusal:
            self._complain(self.tr("{name} was not saved").format(name=printable(path.name)), refusal)
        else:
            self._settle([], path, experiment)

    def _settle(self, before: "list[_File]", path: Path, experiment: Experiment) -> None:
        file = _File(path.resolve(), experiment)
        self._files = [*before, file]
        name = str(file.path)
        self._preferences.recent_files = [name, *(other for other in self._preferences.recent_files if other != name)]
        self.changed.emit()

    def _folder(self) -> str:
        return str(self._file.path.parent if self._file.path else Path.home())

    def _filter(self) -> str:
        return self.tr("Experiments (*{suffix})").format(suffix=SUFFIX)

    def _complain(self, title: str, refusal: Refusal) -> None:
        reason = QCoreApplication.translate("", refusal.sentence).format(**refusal.values)
        box = QMessageBox(QMessageBox.Icon.Warning, title, f"{title}: {reason}.", parent=self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)  # what a file holds is shown, not obeyed
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def read_for_window(path: Path) -> Experiment:
    """Return the experiment in a file.

    Raises
    ------
    Refusal
        If it cannot be read or the sliders do not reach it.
    """
    experiment = read_experiment(path)
    if not experiment.fits_window:
        raise Refusal(
            translatable("the window takes at most {features} features and {examples} examples"),
            features=MOST_FEATURES_IN_WINDOW,
            examples=int(EXAMPLES.maximum),
        )
    return experiment
