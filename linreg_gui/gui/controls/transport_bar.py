"""The bar at the bottom: play, step, reset, speed, and how far training is."""

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State, Status
from linreg_gui.core.session.pace import FULL_SPEED
from linreg_gui.core.spec.memory import NOT_ENOUGH
from linreg_gui.core.spec.settings import PACE, nearest
from linreg_gui.gui.controls.slider import Slider
from linreg_gui.gui.controls.timeline import Timeline
from linreg_gui.gui.controls.transport_view import (
    pace_words,
    progress_words,
    prospect_words,
    readout_words,
    transport_view,
    verdict_words,
)
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.style.accessibility import Announcer
from linreg_gui.gui.style.icons import Shape, icon

_PACES = (*PACE.grid(), FULL_SPEED)
_PROGRESS_MILLISECONDS = 200


class TransportBar(QWidget):
    """Gives the commands to the session and shows where it stands."""

    play_asked = Signal()
    pause_asked = Signal()
    update_asked = Signal()
    epoch_asked = Signal()
    reset_asked = Signal()
    pace_changed = Signal(float)

    def __init__(self, status: Status, pace: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self._scene: Scene | None = None
        self._speed = 0.0
        self._counted = 0
        self._since_progress = QElapsedTimer()
        self.reset = QPushButton(self)
        self.play = QPushButton(self)
        self.play.setProperty("role", "primary")
        self.update_step = QPushButton(self)
        self.epoch_step = QPushButton(self)
        self.speed_label = QLabel(self)
        self.speed = Slider(self)
        self.speed.set_numbers(_PACES)
        self.speed.setValue(nearest(_PACES, pace))
        self.speed.setMinimumWidth(110)
        self.speed_label.setBuddy(self.speed)
        self.pace = QLabel(self)
        self.timeline = Timeline(self)
        self.readout = QLabel(self)
        self.readout.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.state = QLabel(self)
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.verdict = QLabel(self)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.verdict.setMinimumWidth(1)  # no sentence makes the window wider
        self._announcers = {label: Announcer(label) for label in (self.state, self.verdict)}
        self._forecast: Forecast | None = None
        self._foretells = True
        self._lay_out()

        self.play.clicked.connect(self.toggle)
        self.update_step.clicked.connect(self.update_asked)
        self.epoch_step.clicked.connect(self.epoch_asked)
        self.reset.clicked.connect(self.reset_asked)
        self.speed.valueChanged.connect(self._on_speed_moved)
        self.speed.default_asked.connect(lambda: self.speed.setValue(nearest(_PACES, PACE.default)))
        self._draw_icons()
        self._retranslate()

    def _lay_out(self) -> None:
        words = QHBoxLayout()
        words.addWidget(self.state, 1)
        words.addWidget(self.verdict)
        layout = QHBoxLayout()
        layout.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(14, 6, 14, 10)
        whole.addWidget(self.readout)
        whole.addLayout(words)
        whole.addLayout(layout)
        for button in (self.reset, self.play, self.update_step, self.epoch_step):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the space bar to play and pause
            layout.addWidget(button)
        layout.addSpacing(8)
        layout.addWidget(self.speed_label)
        layout.addWidget(self.speed, 1)
        layout.addWidget(self.pace)
        layout.addSpacing(8)
        layout.addWidget(self.timeline, 2)

    def set_status(self, status: Status) -> None:
        """Show what the session does."""
        self._status = status
        self._show()
        self._show_verdict()

    def set_forecast(self, forecast: Forecast | None, *, foretells: bool) -> None:
        """Tell what will be seen when the run goes on.

        Parameters
        ----------
        forecast : Forecast, optional
            What is foretold, if anything is.
        foretells : bool
            Whether there will be something else before long; otherwise there is not enough memory for it.
        """
        self._forecast, self._foretells = forecast, foretells
        self._show_verdict()

    def show_scene(self, scene: Scene) -> None:
        """Show where the learner stands, a few times a second: faster than that nobody can read it.

        What a run ends with is shown in any case.
        """
        self._scene = scene
        rested = not self._since_progress.isValid() or self._since_progress.elapsed() >= _PROGRESS_MILLISECONDS
        if rested or scene.status.state is not State.RUNNING:
            self._measure_speed(scene)
            self._since_progress.start()
            self._show_progress()

    def _measure_speed(self, scene: Scene) -> None:
        running = scene.status.state is State.RUNNING
        if running and self._since_progress.isValid() and scene.updates > self._counted:
            self._speed = (scene.updates - self._counted) / max(self._since_progress.nsecsElapsed() * 1e-9, 1e-9)
        if not running:
            self._speed = 0.0
        self._counted = scene.updates

    @Slot()
    def toggle(self) -> None:
        """Play, or pause what is running."""
        if self._status.state is State.RUNNING:
            self.pause_asked.emit()
        else:
            self.play_asked.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and colours."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()
        super().changeEvent(event)

    def _draw_icons(self) -> None:
        self.reset.setIcon(icon(Shape.RESET, self.palette()))
        self.update_step.setIcon(icon(Shape.STEP, self.palette()))
        self.epoch_step.setIcon(icon(Shape.EPOCH, self.palette()))
        self.play.setIcon(icon(Shape.PAUSE if transport_view(self._status).plays else Shape.PLAY, self.play.palette()))

    def _retranslate(self) -> None:
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Return to the start of the run (R)"))
        self.update_step.setText(self.tr("Update"))
        self.update_step.setToolTip(self.tr("Make one update (→)"))
        self.epoch_step.setText(self.tr("Epoch"))
        self.epoch_step.setToolTip(self.tr("Train to the end of the epoch (Shift+→)"))
        self._keep_width_of_play()
        self.speed_label.setText(QCoreApplication.translate("", PACE.label))
        self.speed.setAccessibleName(self.speed_label.text())
        self.speed.setToolTip(QCoreApplication.translate("", PACE.help))
        widest = max((pace_words(pace) for pace in (_PACES[-2], FULL_SPEED)), key=self.fontMetrics().horizontalAdvance)
        self.pace.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest) + 4)
        self.timeline.setAccessibleName(self.tr("Timeline"))
        self.timeline.setToolTip(self.tr("The updates of the run: drag to go back, and train on from there"))
        self._show_pace()
        self._show_verdict()
        self._show()

    def _keep_width_of_play(self) -> None:
        """Have the button as wide for one word as for the other, so that its neighbours stay where they are."""
        self.play.setMinimumWidth(0)
        widths = []
        for word in (self.tr("Pause"), self.tr("Play")):
            self.play.setText(word)
            widths.append(self.play.sizeHint().width())
        self.play.setMinimumWidth(max(widths))

    def _show(self) -> None:
        view = transport_view(self._status)
        self.play.setText(self.tr("Pause") if view.plays else self.tr("Play"))
        self.play.setToolTip(self.tr("Pause training (Space)") if view.plays else self.tr("Start training (Space)"))
        self.play.setIcon(icon(Shape.PAUSE if view.plays else Shape.PLAY, self.play.palette()))
        self.update_step.setEnabled(view.can_step)
        self.epoch_step.setEnabled(view.can_step)
        self.reset.setEnabled(view.can_reset)
        self.state.setText(view.state)
        self.state.setToolTip(view.state)
        self._announcers[self.state].announce(view.state)
        self._dress(self.state, alarming=view.alarming)
        self._show_progress()

    def _show_verdict(self) -> None:
        forecast = self._forecast
        words = prospect_words(forecast) if forecast else "…"
        if forecast and self._status.state is State.DIVERGED:
            words = self.tr("started over, {words}").format(words=words)
        if not self._foretells:
            words = QCoreApplication.translate("", NOT_ENOUGH)
        self.verdict.setText(self.tr("Prediction: {words}").format(words=words))
        self.verdict.setToolTip(f"{self.verdict.text()}.\n\n{verdict_words(forecast.verdict)}" if forecast else "")
        self._announcers[self.verdict].announce(self.verdict.text() if forecast or not self._foretells else "")
        self._dress(self.verdict, alarming=forecast is not None and forecast.diverged)

    def _dress(self, label: QLabel, *, alarming: bool) -> None:
        label.setProperty("role", "error" if alarming else "state")
        self.style().unpolish(label)
        self.style().polish(label)

    def _show_progress(self) -> None:
        if self._scene is None:
            return
        self.timeline.show_scene(self._scene)
        words = progress_words(self._scene.cursor, self._status.goal)
        self.timeline.setAccessibleDescription(words)
        self.readout.setText(readout_words(self._scene, self._speed))

    def _show_pace(self) -> None:
        pace = _PACES[self.speed.value()]
        self.pace.setText(pace_words(pace))
        self.speed.show_number(pace, pace_words(pace))
        self.speed.setAccessibleDescription(pace_words(pace))

    @Slot(int)
    def _on_speed_moved(self, position: int) -> None:
        self._show_pace()
        self.pace_changed.emit(_PACES[position])
