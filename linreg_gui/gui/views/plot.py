"""A plot over the updates of a run. It is redrawn when it is told to, in ranges that move in steps."""

from abc import abstractmethod
from typing import Final

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPointF, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from linreg_gui.core.record.events import Start
from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.record.status import State
from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.style.accessibility import Describer
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.style.names import changes_near
from linreg_gui.gui.views.across import Across, Range, UpdatesAxis, zoom_limits
from linreg_gui.gui.views.canvas import Canvas, keep_picture
from linreg_gui.gui.views.curve import Uprights
from linreg_gui.gui.views.plot_style import SHORT_DASHES, Legend, line_pen

_MARGIN = 8
_NEAR_PIXELS: Final = 4


class Plot(QWidget):
    """Title, legend and curves over the updates of a run.

    Parameters
    ----------
    appearance : Appearance
        How it looks at first.
    axis : AxisItem, optional
        Another vertical axis than the usual one.

    Signals
    -------
    picked : int
        Somebody clicked at an update.
    """

    picked = Signal(int)

    def __init__(self, appearance: Appearance, axis: pg.AxisItem | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self._scene: Scene | None = None
        self._shown: tuple[Range, Range] | None = None
        self._moved_by_hand = False
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._legend = Legend(self)
        self._across = Across.LINEAR
        self._updates_axis = UpdatesAxis("bottom")
        self._canvas = Canvas(axisItems={"bottom": self._updates_axis, **({"left": axis} if axis else {})})
        self._canvas.setAntialiasing(True)
        self._canvas.setFrameShape(Canvas.Shape.NoFrame)
        self._canvas.double_clicked.connect(self._on_double_clicked)
        self._canvas.describe = self.description
        self._describer = Describer(self._canvas)
        self._item = self._canvas.getPlotItem()
        self._item.hideButtons()
        self._item.setMenuEnabled(False)
        self._item.showGrid(x=True, y=True, alpha=0.12)
        self._view = self._item.getViewBox()
        self._view.disableAutoRange()
        self._view.setDefaultPadding(0.0)
        self._view.setLimits(**zoom_limits((0.0, 1.0), (0.0, 1.0)))
        self._view.sigRangeChangedManually.connect(self._on_range_changed_manually)
        self._view.sigRangeChanged.connect(self._view.prepareForPaint)
        self._view.sigResized.connect(self._view.prepareForPaint)
        self._canvas.scene().sigMouseClicked.connect(self._on_clicked)
        self._canvas.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._stood_at = 0
        self._edits = Uprights(self._view)
        self._cursor = Uprights(self._view)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, _MARGIN, 4)
        layout.setSpacing(2)
        layout.addLayout(self._head)
        layout.addWidget(self._canvas, 1)

    def show_scene(self, scene: Scene) -> None:
        """Show a run."""
        before, self._scene = self._scene, scene
        if before is None or before.start is not scene.start:
            self._shown = None
            self._moved_by_hand = False
            self._prepare(scene.start)
            self.retranslate()
        elif before.forecast is not scene.forecast:
            self._shown = None  # the forecast before may have needed a much larger range
        self._draw(scene)
        self._edits.set_places(self._across.places(scene.marks).tolist())
        self._cursor.set_places(self._across.places([scene.cursor.update] if scene.is_rewound else []).tolist())
        self._fit(scene)
        self._describer.tell()

    def set_across(self, across: Across) -> None:
        """Lay out the updates otherwise."""
        self._across = self._updates_axis.across = across
        self._updates_axis.picture = None
        self._show_again()

    def set_appearance(self, appearance: Appearance) -> None:
        """Look otherwise."""
        self._appearance = appearance
        self._canvas.setBackground(appearance.base)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        for side in ("left", "bottom"):
            axis = self._item.getAxis(side)
            axis.setPen(appearance.muted)
            axis.setTextPen(appearance.text)
            axis.setTickFont(font)
            axis.label.setFont(self.font())
            axis.enableAutoSIPrefix(enable=False)
            keep_picture(axis)
        self._item.getAxis("left").setWidth(round(5 * font.pointSizeF() + 14))
        self._edits.set_pen(line_pen(appearance.muted, 1, appearance, SHORT_DASHES))
        self._cursor.set_pen(line_pen(appearance.text, 1.5, appearance))
        self._apply_pens()
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the head for another width."""
        self._arrange_head()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Show all words in the language of the moment."""
        self._item.setLabel("bottom", self.tr("updates"), color=self._appearance.text)
        self._canvas.setToolTip(self._how_to_look())
        self._name_lines()
        self._arrange_head()

    def description(self) -> str:
        """Tell in words what the curves do, in the language of the moment."""
        if self._scene is None:
            return self.tr("There is no run yet.")
        sentences = self._describe_run(self._scene)
        if self._scene.forecast:
            sentences.append(self._describe_forecast(self._scene.forecast))
        return " ".join(sentences)

    def _describe_forecast(self, forecast: Forecast) -> str:
        if forecast.diverged:
            return self.tr("It is predicted to diverge at update {updates}.").format(updates=forecast.updates)
        return self.tr("Predicted after {updates} updates: {words}.").format(
            updates=forecast.updates, words=self._describe_end(forecast)
        )

    def _arrange_head(self) -> None:
        """Put the legend beside the title, or below it where there is no room."""
        self._title.ensurePolished()
        title, legend = self._title.sizeHint().width(), self._legend.widest()
        room = self.width() - 2 * _MARGIN
        self.setMinimumWidth(max(title, self._legend.narrowest()) + 2 * _MARGIN)
        beside = title + self._head.spacing() + legend <= room
        self._legend.fold(room)
        self._head.setDirection(QHBoxLayout.Direction.LeftToRight if beside else QHBoxLayout.Direction.TopToBottom)

    @abstractmethod
    def _prepare(self, start: Start) -> None:
        """Make the curves that a run needs."""

    @abstractmethod
    def _apply_pens(self) -> None:
        """Draw the lines in the colours of the appearance."""

    @abstractmethod
    def _name_lines(self) -> None:
        """Set title and legend in the language of the moment."""

    @abstractmethod
    def _describe_run(self, scene: Scene) -> list[str]:
        """Tell where the curves start, where the run stands and where they cannot go, in sentences."""

    @abstractmethod
    def _describe_end(self, forecast: Forecast) -> str:
        """Tell where the predicted curves end."""

    @abstractmethod
    def _draw(self, scene: Scene) -> None:
        """Give all curves their points."""

    @abstractmethod
    def _vertical_range(self, scene: Scene, shown: Range | None) -> Range:
        """Return a range with everything in it: the one shown where that will do."""

    def _fit(self, scene: Scene) -> None:
        kept = self._shown[1] if self._shown and scene.updates else None
        shown = self._across.range(scene), self._vertical_range(scene, kept)
        if shown != self._shown:
            self._shown = shown
            self._view.setLimits(**zoom_limits(*shown))
            if not self._moved_by_hand:
                self._view.setRange(xRange=shown[0], yRange=shown[1], padding=0, disableAutoRange=True)

    @Slot()
    def _on_range_changed_manually(self) -> None:
        self._moved_by_hand = True

    @Slot()
    def _on_double_clicked(self) -> None:
        if self._scene and self._scene.status.state is not State.RUNNING:
            self.picked.emit(self._stood_at)  # the first of two clicks is none of its own
        self._show_again()

    def _show_again(self) -> None:
        self._moved_by_hand = False
        self._shown = None
        if self._scene:
            self.show_scene(self._scene)

    @Slot(object)
    def _on_clicked(self, event: MouseClickEvent) -> None:
        inside = self._view.sceneBoundingRect().contains(event.scenePos())
        if self._scene and inside and self._scene.status.state is not State.RUNNING:
            self._stood_at = self._scene.cursor.update
            self.picked.emit(self._across.update(self._view.mapSceneToView(event.scenePos()).x()))

    @Slot(object)
    def _on_mouse_moved(self, place: QPointF) -> None:
        """Say near a mark what was changed there."""
        if self._scene is None:
            return
        here, near = self._view.mapSceneToView(place).x(), _NEAR_PIXELS * self._view.viewPixelSize()[0]
        recipe = self._scene.course.recipe
        marks = [edit.update for edit in recipe.edits if abs(float(self._across.places(edit.update)) - here) <= near]
        self._canvas.setToolTip(changes_near(recipe, marks) or self._how_to_look())

    def _how_to_look(self) -> str:
        return self.tr("Turn the wheel to zoom, drag to move, click to go back to an update, double click to see all")
