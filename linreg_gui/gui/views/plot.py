"""A plot over the updates of a run. It is redrawn when it is told to, in ranges that move in steps."""

from abc import abstractmethod
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from linreg_gui.core.record.events import Start, Surroundings
from linreg_gui.core.record.trace import Trace
from linreg_gui.gui.style.accessibility import Describer
from linreg_gui.gui.style.appearance import Appearance
from linreg_gui.gui.views.canvas import Canvas, keep_picture
from linreg_gui.gui.views.plot_style import Legend

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast

Range = tuple[float, float]

_MARGIN = 8
_NEAREST = 0.01
_BEYOND = 0.25
_FEWEST_UPDATES = 2.0


class Plot(QWidget):
    """Title, legend and curves over the updates of a run.

    Parameters
    ----------
    appearance : Appearance
        How it looks at first.
    axis : AxisItem, optional
        Another vertical axis than the usual one.
    """

    def __init__(self, appearance: Appearance, axis: pg.AxisItem | None = None) -> None:
        super().__init__()
        self._appearance = appearance
        self._start: Start | None = None
        self._surroundings: Surroundings | None = None
        self._trace: Trace | None = None
        self._forecast: Forecast | None = None
        self._forecast_is_new = False
        self._horizon = 1
        self._shown: tuple[Range, Range] | None = None
        self._moved_by_hand = False
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._legend = Legend(self)
        self._canvas = Canvas(axisItems={"left": axis} if axis else {})
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
        self._limit_zoom((0.0, 1.0), (0.0, 1.0))
        self._view.sigRangeChangedManually.connect(self._on_range_changed_manually)
        self._view.sigRangeChanged.connect(self._view.prepareForPaint)
        self._view.sigResized.connect(self._view.prepareForPaint)
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._legend, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, _MARGIN, 4)
        layout.setSpacing(2)
        layout.addLayout(self._head)
        layout.addWidget(self._canvas, 1)

    def begin(self, start: Start, trace: Trace) -> None:
        """Show a new run at its start."""
        self._start = start
        self._trace = trace
        self._shown = None
        self._moved_by_hand = False
        if self._forecast and start.experiment.starts_over_from(self._forecast.experiment):
            self.set_forecast(None)
        self._prepare(start)
        self.retranslate()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Show other data."""
        self._surroundings = surroundings

    def set_horizon(self, updates: int) -> None:
        """Make room for that many updates."""
        self._horizon = updates

    def set_forecast(self, forecast: "Forecast | None") -> None:
        """Show what the whole run will do, or nothing of that."""
        self._forecast = forecast
        self._forecast_is_new = True

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
        self._apply_pens()
        self.retranslate()

    def redraw(self) -> None:
        """Show what the trace holds by now."""
        if self._trace is None:
            return
        self._draw(self._trace)
        if self._forecast_is_new:
            self._draw_forecast(self._forecast)
            self._forecast_is_new = False
            self._shown = None  # the forecast before may have needed a much larger range
        self._fit(self._trace)
        self._describer.tell()

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
        self._canvas.setToolTip(self.tr("Turn the wheel to zoom, drag to move, double click to see all"))
        self._name_lines()
        self._arrange_head()

    def description(self) -> str:
        """Tell in words what the curves do, in the language of the moment."""
        if self._start is None or self._trace is None:
            return self.tr("There is no run yet.")
        sentences = self._describe_run(self._start, self._trace)
        if self._forecast:
            sentences.append(self._describe_forecast(self._forecast))
        return " ".join(sentences)

    def _describe_forecast(self, forecast: "Forecast") -> str:
        if forecast.diverged:
            return self.tr("It is predicted to diverge at update {updates}.").format(updates=forecast.updates)
        return self.tr("Predicted after {updates} updates: {words}.").format(
            updates=forecast.updates, words=self._describe_end(forecast)
        )

    def _arrange_head(self) -> None:
        """Put the legend beside the title, or below it where there is no room."""
        self._title.ensurePolished()
        title, legend = self._title.sizeHint().width(), self._legend.sizeHint().width()
        self.setMinimumWidth(max(title, legend) + 2 * _MARGIN)
        beside = title + self._head.spacing() + legend <= self.width() - 2 * _MARGIN
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
    def _describe_run(self, start: Start, trace: Trace) -> list[str]:
        """Tell where the curves start, where they are now and where they cannot go, in sentences."""

    @abstractmethod
    def _describe_end(self, forecast: "Forecast") -> str:
        """Tell where the predicted curves end."""

    @abstractmethod
    def _draw(self, trace: Trace) -> None:
        """Give the curves their points."""

    @abstractmethod
    def _draw_forecast(self, forecast: "Forecast | None") -> None:
        """Give the predicted curves their points, or none."""

    @abstractmethod
    def _vertical_range(self, trace: Trace, shown: Range | None) -> Range:
        """Return a range with everything in it: the one shown where that will do."""

    def _fit(self, trace: Trace) -> None:
        across = (0.0, float(max(self._horizon, trace.updates, 1)))
        shown = across, self._vertical_range(trace, self._shown[1] if self._shown and trace.updates else None)
        if shown != self._shown:
            self._shown = shown
            self._limit_zoom(*shown)
            if not self._moved_by_hand:
                self._view.setRange(xRange=shown[0], yRange=shown[1], padding=0, disableAutoRange=True)

    def _limit_zoom(self, across: Range, upright: Range) -> None:
        """Let nobody zoom or drag by hand to where the run is out of sight, or numbers end."""
        width, height = across[1] - across[0], upright[1] - upright[0]
        self._view.setLimits(
            xMin=across[0] - _BEYOND * width,
            xMax=across[1] + _BEYOND * width,
            yMin=upright[0] - _BEYOND * height,
            yMax=upright[1] + _BEYOND * height,
            minXRange=max(_NEAREST * width, min(width, _FEWEST_UPDATES)),
            minYRange=_NEAREST * height,
        )

    @Slot()
    def _on_range_changed_manually(self) -> None:
        self._moved_by_hand = True

    @Slot()
    def _on_double_clicked(self) -> None:
        self._moved_by_hand = False
        self._shown = None
        self.redraw()
