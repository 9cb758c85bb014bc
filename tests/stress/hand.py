"""A hand that does anything at all to the window, in an order that follows from a seed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Final, TypeVar
from unittest.mock import patch

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsView,
    QLineEdit,
    QMenu,
    QSlider,
    QTableView,
    QWidget,
)

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.app import playground as app
from linreg_gui.gui.style.appearance import DARK, LIGHT
from tests.gui.visit import drop_on

_TEXTS: Final = (
    *("5", "-3.4", "0", "0.03", "1e-5", "1000", "10", "2", "all", "全部", "3,5", "0.5 ", "1.73", "-10", "0.5"),
    *("", "-", "1e", "nan", "inf", "9" * 40, "<b>5</b>", "eleven", "1e999", "{0}", "%s", "\u202e5"),
)
_KEYS: Final = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Space, Qt.Key.Key_R, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up),
    *(Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F9, Qt.Key.Key_5, Qt.Key.Key_Delete),
)
_MODIFIERS: Final = (
    *[Qt.KeyboardModifier.NoModifier] * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_ENDS: Final = (None, None, None, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape)
_SIZES: Final = ((1280, 800), (1920, 1080), (1024, 700), (800, 600), (200, 150), (4000, 3000))
_NOTCHES: Final = (-100, -7, -1, 1, 7, 100)
_ANSWER_MILLISECONDS: Final = 20
_MOST_ANSWERS: Final = 8

Kind = TypeVar("Kind", bound=QWidget)

Action = Callable[[], str]


class Hand:
    """Uses every part of the window with mouse and keyboard, without a thought.

    Parameters
    ----------
    playground : Playground
        The program.
    seed : int
        What the actions follow from.
    folder : Path
        Where it may put files to open.
    """

    def __init__(self, playground: app.Playground, seed: int, folder: Path) -> None:
        self._window = playground.window
        self._styles = QApplication.styleHints()
        self._random = Random(seed)
        self._files = list(_files(folder))
        self._answers = _Answers(Random(seed), self._window)
        self._actions: dict[Action, int] = {
            self._type: 14,
            self._slide: 14,
            self._press_key: 14,
            self._turn_wheel: 12,
            self._click_button: 12,
            self._click_anywhere: 8,
            self._drag_in_view: 8,
            self._choose: 6,
            self._choose_in_menu: 4,
            self._open_file: 4,
            self._resize: 2,
            self._change_scheme: 2,
            self._use_other_window: 2,
            self._open_menu_of_table: 1,
        }

    def act(self) -> str:
        """Do something, and return what it was."""
        (action,) = self._random.choices(list(self._actions), list(self._actions.values()))
        return f"{action.__name__.strip('_')}: {action()}"

    def rest(self) -> int:
        """Return for how many milliseconds to look on."""
        return self._random.choice((0, 0, 0, 0, 0, 1, 5, 40))

    def clear(self) -> None:
        """Close what is open beside the window."""
        for other in self._others():
            other.close()

    def _type(self) -> str:
        field = self._one(QLineEdit)
        text, end = self._random.choice(_TEXTS), self._random.choice(_ENDS)
        self._click(field, field.rect().center())
        if self._random.random() < 0.8:
            field.selectAll()
        for letter in text:
            _post_key(QApplication.focusWidget() or field, Qt.Key.Key_unknown, letter)
        if end:
            QTest.keyClick(self._handle(), end)
        elif self._random.random() < 0.5:  # what comes while something is half typed breaks most easily
            return f"{text!r}, then {self._turn_wheel_over(self._one(QComboBox))}"
        return f"{text!r}, then {end and end.name}"

    def _slide(self) -> str:
        slider = self._one(QSlider)
        start, end = self._place_in(slider), self._place_in(slider)
        match self._random.randrange(4):
            case 0:
                QTest.mouseDClick(self._handle(), Qt.MouseButton.LeftButton, pos=slider.mapTo(self._window, start))
            case 1:
                self._click(slider, start)
            case _:
                self._drag(slider, Qt.MouseButton.LeftButton, start, end)
        return f"{slider.accessibleName()} to {slider.value()}"

    def _press_key(self) -> str:
        key, modifier = self._random.choice(_KEYS), self._random.choice(_MODIFIERS)
        QTest.keyClick(self._handle(), key, modifier)
        return f"{modifier.name} {key.name}"

    def _turn_wheel(self) -> str:
        kinds = (QGraphicsView, QGraphicsView, QSlider, QComboBox, QLineEdit, QTableView, QAbstractButton)
        widget: QWidget = self._one(self._random.choice(kinds))
        if self._random.random() < 0.2:
            widget.setFocus()
        return self._turn_wheel_over(widget.viewport() if isinstance(widget, QGraphicsView) else widget)

    def _turn_wheel_over(self, widget: QWidget) -> str:
        notches = self._random.choice(_NOTCHES)
        place = QPointF(self._place_in(widget))
        turned = QWheelEvent(
            place,
            widget.mapToGlobal(place),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, turned)
        return f"{notches} notches over {type(widget).__name__} {widget.accessibleName()}"

    def _click_button(self) -> str:
        button = self._one(QAbstractButton)
        name = button.text()
        self._click(button, button.rect().center())
        return name

    def _click_anywhere(self) -> str:
        widget = self._one(QWidget)
        button = self._random.choice((Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton))
        place, told = self._place_in(widget), f"{button.name} on {type(widget).__name__} {widget.accessibleName()}"
        if self._random.random() < 0.2:
            QTest.mouseDClick(self._handle(), button, pos=widget.mapTo(self._window, place))
        else:
            self._click(widget, place, button)
        return told

    def _drag_in_view(self) -> str:
        view = self._one(QGraphicsView).viewport()
        button = self._random.choice(
            (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
        )
        far = QPoint(self._random.randrange(-3000, 3000), self._random.randrange(-3000, 3000))
        self._drag(view, button, self._place_in(view), self._random.choice((far, self._place_in(view))))
        return str(button.name)

    def _choose(self) -> str:
        box = self._one(QComboBox)
        self._click(box, box.rect().center())
        popup = QApplication.activePopupWidget()
        for _ in range(self._random.randrange(3)):
            if popup:
                _post_key(popup, self._random.choice((Qt.Key.Key_Down, Qt.Key.Key_Up)))
        if popup:
            _post_key(popup, self._random.choice((Qt.Key.Key_Return, Qt.Key.Key_Escape)))
        return box.accessibleName()

    def _choose_in_menu(self) -> str:
        actions = [action for action in _actions(self._window.menuBar().actions()) if action.isEnabled()]
        quits, checks = QKeySequence("Ctrl+Q"), self._window.tr("&Check this installation")
        often = [action for action in actions if action.shortcut() != quits and action.text() != checks]
        action = self._random.choice(often)
        name = action.text()
        action.trigger()
        return name

    def _open_file(self) -> str:
        file = self._random.choice(self._files)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file))])
        drop_on(self._window, mime)
        return file.name

    def _resize(self) -> str:
        size = self._random.choice(_SIZES)
        self._window.resize(*size)
        return str(size)

    def _change_scheme(self) -> str:
        # What the system would tell; the platforms that tests use have no schemes.
        scheme, look = self._random.choice(((Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Light, LIGHT)))
        patch.object(app, "system_appearance", lambda: look).start()
        self._styles.colorSchemeChanged.emit(scheme)
        return str(scheme.name)

    def _use_other_window(self) -> str:
        others = self._others()
        if not others:
            return "none"
        other = self._random.choice(others)
        if self._random.random() < 0.5:
            other.close()
        else:
            _post_key(other, self._random.choice((Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return)))
        return other.windowTitle()

    def _open_menu_of_table(self) -> str:
        table = self._one(QTableView)
        self._click(table.viewport(), self._place_in(table.viewport()), Qt.MouseButton.RightButton)
        QTest.keyClick(self._handle(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(self._handle(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return "copied"

    def _handle(self) -> QWindow:
        handle = self._window.windowHandle()
        assert handle is not None
        return handle

    def _others(self) -> list[QWidget]:
        windows = QApplication.topLevelWidgets()
        return [
            each for each in windows if each.isVisible() and each is not self._window and not isinstance(each, QMenu)
        ]

    def _one(self, kind: type[Kind]) -> Kind:
        """Return a widget of a kind that can be seen and used; the window always has one of each."""
        found = self._window.findChildren(kind)
        return self._random.choice([each for each in found if each.isVisible() and each.isEnabled()])

    def _place_in(self, widget: QWidget) -> QPoint:
        return QPoint(self._random.randrange(max(widget.width(), 1)), self._random.randrange(max(widget.height(), 1)))

    def _click(self, widget: QWidget, place: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mouseClick(self._handle(), button, pos=widget.mapTo(self._window, place))

    def _drag(self, widget: QWidget, button: Qt.MouseButton, start: QPoint, end: QPoint) -> None:
        start, end = (widget.mapTo(self._window, place) for place in (start, end))
        QTest.mousePress(self._handle(), button, pos=start)
        for place in (start + (end - start) / 2, end):
            QTest.mouseMove(self._handle(), place)
        QTest.mouseRelease(self._handle(), button, pos=end)


class _Answers(QObject):
    """Answers what waits for an answer and lets nothing else happen: dialogs and menus."""

    def __init__(self, random: Random, parent: QObject) -> None:
        super().__init__(parent)
        self._random = random
        self._given = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_ANSWER_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        asking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        self._given = self._given + 1 if asking else 0
        if not asking:
            return
        if self._given <= _MOST_ANSWERS:
            keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape)
            focused = asking.focusWidget()
            _post_key(asking if focused is None else focused, self._random.choice(keys))
        elif isinstance(asking, QDialog):
            asking.reject()
        else:
            asking.close()


def _post_key(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.postEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def _actions(actions: list[QAction]) -> Iterator[QAction]:
    """Yield what can be chosen in menus and in the menus in them."""
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _actions(menu.actions())
        elif not action.isSeparator():
            yield action


def _files(folder: Path) -> Iterator[Path]:
    """Write experiments that can be opened, and files that cannot, and yield their paths."""
    experiments = (
        Experiment(),
        Experiment(w=(3,), noise=1, examples=30),
        Experiment(trainer="toolbox", learning_rate=0.5, epochs=30),
        Experiment(trainer="exact", examples=100_000, batch_size=1, epochs=10),
        Experiment(learning_rate=3),
        Experiment(batch_size="all", learning_rate=1, epochs=1000, w=(-10, 10), b=-10, noise=0),
        Experiment(w=(1, 2, 3)),
    )
    texts = {f"{number}.linreg": experiment.to_text() for number, experiment in enumerate(experiments)}
    texts |= {
        "empty": "",
        "list": "[]",
        "<b>bold [*] & co": json.dumps({"version": 1, "w": [[]]}),
        "new": '{"version": 2}',
    }
    for name, text in texts.items():
        file = folder / name
        file.write_text(text)
        yield file
    yield folder
    yield folder / "missing"
