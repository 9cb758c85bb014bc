"""The composition root: everything is constructed and wired here, and nowhere else."""

import sys
from functools import cached_property
from types import TracebackType

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from linreg_gui.core.record.events import Refused
from linreg_gui.core.record.status import initial_status
from linreg_gui.core.session.session import Session
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.memory import is_lack_of_memory
from linreg_gui.gui.app.main_window import MainWindow
from linreg_gui.gui.app.menus import Menus
from linreg_gui.gui.app.worker import TrainingThread
from linreg_gui.gui.controls.control_panel import ControlPanel
from linreg_gui.gui.controls.transport_bar import TransportBar
from linreg_gui.gui.dialogs.check_dialog import CheckDialog
from linreg_gui.gui.dialogs.fault_dialog import FaultDialog
from linreg_gui.gui.model.documents import Documents
from linreg_gui.gui.model.live_views import LiveViews
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.model.workbench import Workbench
from linreg_gui.gui.style.appearance import PROJECTOR_SCALE, Appearance, system_appearance
from linreg_gui.gui.style.language import Translations
from linreg_gui.gui.style.stylesheet import stylesheet
from linreg_gui.gui.views.epoch_log import EpochLog
from linreg_gui.gui.views.loss_plot import LossPlot
from linreg_gui.gui.views.parameter_plot import ParameterPlot
from linreg_gui.process.interruption import INTERRUPTED


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
    preferences : Preferences
        What the window remembers.
    """

    def __init__(self, application: QApplication, preferences: Preferences) -> None:
        super().__init__()
        self.exit_code = 0
        self._application = application
        self._preferences = preferences
        self._font_size = application.font().pointSizeF()
        self._translations = Translations(self)
        self._translations.use(preferences.language)
        experiment = preferences.experiment
        appearance = self._dress_application()
        self.session = Session(experiment, preferences.pace, foretells=True)
        self.training = TrainingThread(self.session, self)
        self.workbench = Workbench(self.session, experiment, self)
        self.panel = ControlPanel(experiment)
        self.plots = (LossPlot(appearance), ParameterPlot(appearance, experiment.truth))
        self.epoch_log = EpochLog(len(experiment.truth))
        self.transport = TransportBar(initial_status(experiment), preferences.pace)
        self.window = MainWindow(self.panel, self.plots, self.epoch_log, self.transport, preferences)
        self.menus = Menus(self.window, self.transport, preferences)
        self.views = LiveViews(self.workbench, (*self.plots, self.epoch_log, self.transport), self)
        self.documents = Documents(self.window, preferences)
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
        bench, bar = self.workbench, self.transport
        self.panel.experiment_changed.connect(self._on_experiment_changed)
        bar.play_asked.connect(bench.play)
        bar.pause_asked.connect(self.session.pause)
        bar.update_asked.connect(bench.step)
        bar.epoch_asked.connect(bench.finish_epoch)
        bar.reset_asked.connect(self.session.reset)
        bar.pace_changed.connect(self._on_pace_changed)
        bar.timeline.sought.connect(bench.stand_at)
        for plot in self.plots:
            plot.picked.connect(bench.stand_at)
            self.menus.across_chosen.connect(plot.set_across)
        self.menus.logarithmic_chosen.connect(lambda chosen: self.plots[0].set_logarithmic(logarithmic=chosen))
        self.menus.back_asked.connect(bench.step_back)
        self.menus.epoch_back_asked.connect(bench.epoch_back)
        self.training.told.connect(bench.tell)
        bench.status_changed.connect(bar.set_status)
        bench.forecast_changed.connect(self._on_forecast_changed)
        bench.refused.connect(self._on_refused)
        bench.failed.connect(self._on_failed)
        self.menus.open_asked.connect(self.documents.choose_and_open)
        self.menus.file_chosen.connect(self.documents.open)
        self.window.file_chosen.connect(self.documents.open)
        self.menus.save_asked.connect(lambda: self.documents.save(self.workbench.experiment))
        self.menus.save_as_asked.connect(lambda: self.documents.choose_and_save(self.workbench.experiment))
        self.documents.opened.connect(self._on_opened)
        self.documents.changed.connect(self._show_file)
        self.menus.check_asked.connect(self._on_check_asked)
        self._show_file()
        self.window.painted.connect(self.training.start)
        self.window.closed.connect(self.close)
        self.menus.language_chosen.connect(self._on_language_chosen)
        self.menus.projector_switched.connect(self._on_projector_switched)
        self._application.styleHints().colorSchemeChanged.connect(self._dress)

    def close(self) -> None:
        """End the thread, and let go of the window while there still is an application."""
        self._preferences.experiment = self.workbench.experiment
        self._preferences.save()
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
        scale = PROJECTOR_SCALE if self._preferences.projector else 1.0
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
        self.workbench.configure(experiment)

    @Slot(object)
    def _on_opened(self, experiment: Experiment) -> None:
        self.panel.show_experiment(experiment)
        self.window.setWindowModified(self.documents.differs_from_file(experiment))
        self.workbench.open(experiment)

    @Slot()
    def _show_file(self) -> None:
        self.window.show_file(self.documents.name)
        self.menus.offer(self._preferences.recent_files)
        self.window.setWindowModified(self.documents.differs_from_file(self.workbench.experiment))

    @Slot()
    def _on_check_asked(self) -> None:
        self.checks.check()

    @Slot(float)
    def _on_pace_changed(self, pace: float) -> None:
        self._preferences.pace = pace
        self.session.set_pace(pace)

    @Slot()
    def _on_forecast_changed(self) -> None:
        forecast = self.workbench.forecast
        self.transport.set_forecast(forecast, foretells=self.workbench.foretells)
        self.panel.learning_rate.set_limit(forecast.verdict.limit if forecast else None)

    @Slot(object)
    def _on_refused(self, refused: Refused) -> None:
        if self.documents.take_back(refused.asked) or refused.asked == self.workbench.experiment:
            self.workbench.take_back(refused)
            self.panel.take_back(refused)
            self.window.setWindowModified(self.documents.differs_from_file(refused.kept))

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if is_lack_of_memory(error):
            return  # that is no mistake of the program, and the status tells of it
        self.report(type(error), error, error.__traceback__)

    @Slot(str)
    def _on_language_chosen(self, language: str) -> None:
        self._preferences.language = language
        self._translations.use(language)

    @Slot(bool)
    def _on_projector_switched(self, projector: bool) -> None:
        self._preferences.projector = projector
        self._dress()
        self.window.arrange()
