"""The run as a line: what was made, what comes, where epochs end and settings changed, and where the learner stands."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QAbstractSlider, QToolTip, QWidget

from linreg_gui.gui.model.scene import Scene
from linreg_gui.gui.style.names import changes_near

_MARGIN: Final = 8
_MOST_TICKS: Final = 120
_NEAR: Final = 5


class Timeline(QAbstractSlider):
    """Shows how far a run is, and takes it back: drag it, or press where to go.

    Signals
    -------
    sought : int
        The learner wants to see the run after that update.
    """

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setRange(0, 1)

    def show_scene(self, scene: Scene) -> None:
        """Show a run."""
        self._scene = scene
        self.setRange(0, self._last(scene))
        self.setValue(scene.cursor.update)
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as a slider."""
        return QSize(240, self.fontMetrics().height() + 12)

    def minimumSizeHint(self) -> QSize:
        """Be wide enough for a hand."""
        return QSize(80, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where it was pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position().x())

    def event(self, event: QEvent) -> bool:
        """Say beside a mark what was changed there."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(event.pos().x())
            if words:
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what was made thick, what comes thin, ends of epochs as ticks, changes as marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self.palette()
        middle = self.height() / 2
        left, right = float(_MARGIN), float(self.width() - _MARGIN)
        made, here = left, left
        accent, muted = colors.color(QPalette.ColorRole.Accent), colors.color(QPalette.ColorRole.Mid)
        if self._scene:
            made, here = self._x(self._scene.updates), self._x(self._scene.cursor.update)
            self._draw_ticks(painter, middle, muted)
        painter.fillRect(QRectF(made, middle - 1, right - made, 2), muted)
        painter.fillRect(QRectF(left, middle - 2.5, made - left, 5), accent if here == made else muted)
        painter.fillRect(QRectF(left, middle - 2.5, here - left, 5), accent)
        if self._scene:
            for mark in self._scene.marks:
                self._draw_mark(painter, self._x(mark), middle, colors.color(QPalette.ColorRole.Text))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color(QPalette.ColorRole.Accent))
        painter.drawEllipse(QPointF(here, middle), 6.5, 6.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.color(QPalette.ColorRole.Text))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.end()

    def _draw_ticks(self, painter: QPainter, middle: float, color: QColor) -> None:
        """Draw where epochs end: those that did, and those to come as long as the settings stay."""
        assert self._scene is not None
        ends = [*(epoch.update for epoch in self._scene.epochs), *self._scene.ends_to_come]
        for end in ends[:: len(ends) // _MOST_TICKS + 1]:
            painter.fillRect(QRectF(self._x(end) - 0.5, middle - 7, 1, 14), color)

    def _draw_mark(self, painter: QPainter, x: float, middle: float, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(
            QPolygonF([QPointF(x - 4, middle - 11), QPointF(x + 4, middle - 11), QPointF(x, middle - 4)])
        )

    def _x(self, update: int) -> float:
        whole = self.width() - 2 * _MARGIN
        return _MARGIN + whole * update / max(self.maximum(), 1)

    def _seek(self, x: float) -> None:
        if self._scene:
            whole = max(self.width() - 2 * _MARGIN, 1)
            self.sought.emit(round((x - _MARGIN) / whole * self.maximum()))

    def _words_at(self, x: float) -> str:
        """Return what was changed where a mark is."""
        if self._scene is None:
            return ""
        recipe = self._scene.course.recipe
        near = [edit.update for edit in recipe.edits if abs(self._x(edit.update) - x) <= _NEAR]
        return changes_near(recipe, near)

    @staticmethod
    def _last(scene: Scene) -> int:
        """Return the last update that the line has room for."""
        return max(scene.updates, scene.status.horizon, 1)
