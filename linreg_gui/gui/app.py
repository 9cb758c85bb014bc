"""The composition root: everything is constructed and wired here, and nowhere else."""

import gc
import os
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent, QFont
from PySide6.QtWidgets import QApplication

from linreg_gui import __version__
from linreg_gui.core.block import MeasuredBlock
from linreg_gui.core.delivery import Refused
from linreg_gui.core.experiment import Experiment
from linreg_gui.core.memory import is_lack_of_memory
from linreg_gui.core.run import Start
from linreg_gui.core.session import Session
from linreg_gui.core.status import Status, initial_status
from linreg_gui.core.wording import Refusal, printable
from linreg_gui.gui.accessibility import speak_for
from linreg_gui.gui.appearance import PROJECTOR_SCALE, Appearance, system_appearance
from linreg_gui.gui.bell import Bell
from linreg_gui.gui.check_dialog import CheckDialog
from linreg_gui.gui.controls.control_panel import ControlPanel
from linreg_gui.gui.controls.slider import Slider, SpokenSlider
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.display import has_display
from linreg_gui.gui.documents import Documents, read_for_window
from linreg_gui.gui.epoch_log import EpochLog
from linreg_gui.gui.fault_dialog import FaultDialog
from linreg_gui.gui.language import Translations
from linreg_gui.gui.live_views import LiveViews
from linreg_gui.gui.main_window import WINDOW_SIZE, MainWindow
from linreg_gui.gui.planted import read_no_objects
from linreg_gui.gui.platform import explained
from linreg_gui.gui.plots.loss_plot import LossPlot
from linreg_gui.gui.plots.parameter_plot import ParameterPlot
from linreg_gui.gui.plots.plot import Canvas, SpokenCanvas
from linreg_gui.gui.settings import Settings
from linreg_gui.gui.stylesheet import stylesheet
from linreg_gui.gui.training_thread import TrainingThread
from linreg_gui.gui.unseen import PICTURE, train_unseen
from linreg_gui.interruption import INTERRUPTED, ToldToEnd
from linreg_gui.output import say

if TYPE_CHECKING:
    from linreg_gui.core.forecast import Forecast


class Playground(QObject):
    """The program: a window, a session in its thread, and the wires between them.

    Attributes
    ----------
    exit_code : int
        What the program ends with when its window is closed.

    Parameters
    ----------
    application : QApplication
        The application it runs in.
    settings : Settings
        What the window remembers.
    """

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__()
        self.exit_code = 0
        self._application = application
        self._settings = settings
        self._font_size = application.font().pointSizeF()
        self._translations = Translations(self)
        self._translations.use(settings.language)
        self._progress = 0.0
        experiment = settings.experiment
        appearance = self._dress_application()
        self.session = Session(experiment, settings.pace, foretells=True)
        self.training = TrainingThread(self.session, self)
        self.panel = ControlPanel(experiment)
        self.plots = (LossPlot(appearance), ParameterPlot(appearance, experiment.truth))
        self.epoch_log = EpochLog(len(experiment.truth))
        self.transport = TransportBar(initial_status(experiment), settings.pace)
        self.window = MainWindow(self.panel, self.plots, self.epoch_log, self.transport, settings)
        self.views = LiveViews((*self.plots, self.epoch_log), self)
        self.documents = Documents(self.window, settings)
        self._wire()

    @cached_property
    def faults(self) -> FaultDialog:
        """The dialog for errors, made when there is a first one."""
        return FaultDialog(self.window)

    @cached_property
    def checks(self) -> CheckDialog:
        """The dialog for the check of the installation, made when it is first asked for."""
        return CheckDialog(self.window)

    def _wire(self) -> None:
        self.panel.experiment_changed.connect(self._on_experiment_changed)
        self.transport.play_asked.connect(self.session.play)
        self.transport.pause_asked.connect(self.session.pause)
        self.transport.update_asked.connect(lambda: self.session.step(1))
        self.transport.epoch_asked.connect(self.session.finish_epoch)
        self.transport.reset_asked.connect(self.session.reset)
        self.transport.pace_changed.connect(self._on_pace_changed)
        self.transport.verdict_dropped.connect(lambda: self.views.set_forecast(None))
        self.training.run_started.connect(self._on_run_started)
        self.views.redrawn.connect(self._on_redrawn)
        self.training.surroundings_changed.connect(self.views.set_surroundings)
        self.training.advanced.connect(self._on_advanced)
        self.training.status_changed.connect(self._on_status_changed)
        self.training.foretold.connect(self._on_foretold)
        self.training.not_foretold.connect(self._on_not_foretold)
        self.training.refused.connect(self._on_refused)
        self.training.failed.connect(self._on_failed)
        self.window.open_asked.connect(self.documents.choose_and_open)
        self.window.file_chosen.connect(self.documents.open)
        self.window.save_asked.connect(lambda: self.documents.save(self.panel.experiment))
        self.window.save_as_asked.connect(lambda: self.documents.choose_and_save(self.panel.experiment))
        self.documents.opened.connect(self._on_opened)
        self.documents.changed.connect(self._show_file)
        self.window.check_asked.connect(self._on_check_asked)
        self._show_file()
        self.window.painted.connect(self.training.start)
        self.window.closed.connect(self.close)
        self.window.language_chosen.connect(self._on_language_chosen)
        self.window.projector_switched.connect(self._on_projector_switched)
        self._application.styleHints().colorSchemeChanged.connect(self._dress)

    def close(self) -> None:
        """End the thread, and let go of the window while there still is an application."""
        self._settings.experiment = self.panel.experiment
        self._settings.save()
        self.training.stop()
        self._application.quit()

    def leave(self) -> None:
        """Close the window soon, because the program was told to end."""
        self.exit_code = INTERRUPTED
        QTimer.singleShot(0, self.window.close)

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show an error that nobody expected; made for `sys.excepthook`."""
        sys.__excepthook__(kind, error, trace)
        self.faults.show_fault(error, trace)

    @Slot()
    def _dress(self) -> None:
        """Follow the system's scheme and the projector mode."""
        appearance = self._dress_application()
        for plot in self.plots:
            plot.set_appearance(appearance)

    def _dress_application(self) -> Appearance:
        """Apply the colours of the system's scheme, and the sizes of the projector mode."""
        scale = PROJECTOR_SCALE if self._settings.projector else 1.0
        appearance = system_appearance().scaled(scale)
        font = QFont(self._application.font())
        font.setPointSizeF(self._font_size * scale)
        self._application.setFont(font)
        self._application.setPalette(appearance.palette())
        self._application.setStyleSheet(stylesheet(appearance))
        return appearance

    @Slot(object)
    def _on_experiment_changed(self, experiment: Experiment) -> None:
        self.window.setWindowModified(self.documents.differs_from_file(experiment))
        self.transport.expect_verdict()
        self.session.configure(experiment)

    @Slot(object)
    def _on_opened(self, experiment: Experiment) -> None:
        self.panel.show_experiment(experiment)
        self.window.setWindowModified(self.documents.differs_from_file(experiment))
        self.transport.expect_verdict()
        self.session.begin(experiment)

    @Slot()
    def _show_file(self) -> None:
        self.window.show_file(self.documents.name, self._settings.recent_files)
        self.window.setWindowModified(self.documents.differs_from_file(self.panel.experiment))

    @Slot()
    def _on_check_asked(self) -> None:
        self.checks.check()

    @Slot(float)
    def _on_pace_changed(self, pace: float) -> None:
        self._settings.pace = pace
        self.session.set_pace(pace)

    @Slot(object)
    def _on_run_started(self, start: Start) -> None:
        self._progress = 0.0
        self.views.begin(start)

    @Slot(object)
    def _on_advanced(self, block: MeasuredBlock) -> None:
        try:
            self.views.append(block)
            self._progress = block.progress
        finally:
            # Whatever goes wrong with this block, training must be able to go on.
            self.session.acknowledge()

    @Slot()
    def _on_redrawn(self) -> None:
        self.transport.set_epochs(self._progress)

    @Slot(object)
    def _on_status_changed(self, status: Status) -> None:
        self.transport.set_status(status)
        self.views.set_status(status)

    @Slot(object)
    def _on_foretold(self, forecast: "Forecast") -> None:
        if forecast.experiment == self.panel.experiment:
            self.views.set_forecast(forecast)
            self.transport.set_verdict(forecast.verdict, None if forecast.complete else forecast.updates)
            self.panel.learning_rate.set_limit(forecast.verdict.limit)

    @Slot(object)
    def _on_not_foretold(self, experiment: Experiment) -> None:
        if experiment == self.panel.experiment:
            self.views.set_forecast(None)
            self.transport.miss_verdict()
            self.panel.learning_rate.set_limit(None)

    @Slot(object)
    def _on_refused(self, refused: Refused) -> None:
        if refused.asked == self.panel.experiment:
            self.panel.take_back(refused)
            self.documents.take_back(refused.asked)
            self.window.setWindowModified(self.documents.differs_from_file(self.panel.experiment))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if is_lack_of_memory(error):
            return  # that is no mistake of the program, and the status tells of it
        self.report(type(error), error, error.__traceback__)

    @Slot(str)
    def _on_language_chosen(self, language: str) -> None:
        self._settings.language = language
        self._translations.use(language)

    @Slot(bool)
    def _on_projector_switched(self, projector: bool) -> None:
        self._settings.projector = projector
        self._dress()
        self.window.arrange()


def main(file: str | None = None) -> int:
    """Open the window; where there is no display, train once and write a picture of the window instead.

    Parameters
    ----------
    file : str, optional
        An experiment to open.
    """
    seen = has_display()
    if not seen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # the platform says what it does not support
    application = make_application()
    settings = Settings(_settings_file() if seen else None)  # what nobody sees is not remembered
    if file and not seen:
        try:
            settings.experiment = read_for_window(Path(file))
        except Refusal as refusal:
            print(f"linreg-gui: {refusal}", file=sys.stderr)
            return 2
    playground = Playground(application, settings)
    sys.excepthook = playground.report
    application.file_asked.connect(playground.documents.open)
    if not seen:
        what = printable(file) if file else "the default experiment"
        say(f"No display: training {what} and painting its window to {PICTURE}.")
        playground.window.resize(*WINDOW_SIZE)
        train_unseen(playground)
    playground.window.painted.connect(_collect_garbage)
    playground.window.show()
    if file and seen:
        playground.documents.open(file)
    bell = Bell()
    with ToldToEnd(playground.leave):
        code = application.exec()
        bell.silence()
    sys.excepthook = sys.__excepthook__
    # Widgets that outlive the application crash the process at its end.
    playground.window.deleteLater()
    playground.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return code or playground.exit_code


def _collect_garbage() -> None:
    """Look for garbage from now on, but not among what every start makes and keeps."""
    gc.freeze()
    gc.enable()


class Application(QApplication):
    """The application. On macOS the system tells it which file was double-clicked."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Pass on the file to open."""
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application() -> Application:
    """Return the application, with its names and its style."""
    read_no_objects()
    with explained():
        application = Application(sys.argv[:1])
    application.setApplicationName("linreg-playground")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("linreg-playground")
    application.setStyle("Fusion")
    speak_for({Slider: SpokenSlider, Canvas: SpokenCanvas})
    return application


def _settings_file() -> Path:
    """Return where the window remembers things."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)) / "settings.json"
