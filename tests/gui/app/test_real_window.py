"""The program as its user meets it: in a real X window, with mouse and keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.gui.app.main_window import WINDOW_SIZE
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.style.appearance import LIGHT
from tests.gui.visit import Visit
from tests.screen import Guest, Screen, colors, difference, guest, new_screen

BIAS = int(LIGHT.parameters[-1][1:], 16)


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    """Start an X server."""
    with new_screen() as screen:
        yield screen


class Map:
    """Where things are in the window, measured on one of the same size that cannot be seen."""

    def __init__(self, visit: Visit) -> None:
        visit.window.resize(*WINDOW_SIZE)
        visit.until(lambda: visit.transport.verdict.text() != "")
        QApplication.processEvents()
        self.bias_slider = self._area(visit, visit.panel.bias.slider)
        self.bias_field = self._area(visit, visit.panel.bias.field)
        self.rate_field = self._area(visit, visit.panel.learning_rate.field)
        self.loss, self.parameters = (self._area(visit, plot) for plot in visit.playground.plots)
        self.prediction = self._area(visit, visit.transport.verdict)
        self.play = self._area(visit, visit.transport.play)

    @staticmethod
    def _area(visit: Visit, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(visit.window, QPoint(0, 0)), widget.size())


@pytest.fixture
def places(visit: Visit) -> Map:
    """Return where things are."""
    return Map(visit)


def grown(before: QImage, now: QImage, places: Map) -> bool:
    """Tell whether there is more to be seen in both plots."""
    return all(difference(before, now, area) > 500 for area in (places.loss, places.parameters))


def opened(screen: Screen, host: Guest, places: Map) -> QImage:
    """Wait until the window has its plots; check that it is where it is thought to be."""
    geometry = screen.xdotool("getwindowgeometry", "--shell", host.window).splitlines()
    assert {"X=0", "Y=0", f"WIDTH={WINDOW_SIZE[0]}", f"HEIGHT={WINDOW_SIZE[1]}"} <= set(geometry)
    # The prediction comes last: it takes torch.
    host.until(lambda picture: len(colors(picture, places.prediction)) > 5)
    picture = host.until_it_rests()
    assert colors(picture, places.parameters)[BIAS] > 20
    found = colors(picture, QRect(QPoint(0, 0), QPoint(WINDOW_SIZE[0] - 1, WINDOW_SIZE[1] - 1)))
    assert len(found) > 50
    assert max(found.values()) < 0.8 * found.total()
    return picture


def remembered(folder: Path) -> Experiment:
    """Return the experiment that the program wrote to its preferences."""
    return Preferences(folder / "config" / "linreg-playground" / "settings.json").experiment


def test_a_learner_plays_drags_types_and_leaves(screen: Screen, places: Map, tmp_path: Path) -> None:
    with guest(screen, tmp_path) as host:
        before = opened(screen, host, places)
        # Space plays: the curves grow.
        host.press("space")
        host.until(lambda picture: grown(before, picture, places))
        host.press("space")
        # A dragged slider bends the data: the field shows another b, and the plot another truth.
        still = screen.picture()
        area = places.bias_slider
        host.drag(area.center(), QPoint(area.right() - 1, area.center().y()))
        moved = host.until(lambda picture: difference(still, picture, places.parameters) > 500)
        assert difference(still, moved, places.bias_field) > 5
        # What is typed counts.
        host.click(places.rate_field.center())
        host.press("ctrl+a")
        host.write("0.5")
        host.press("Return")
        host.until(lambda picture: picture.copy(places.rate_field) != moved.copy(places.rate_field))
        assert host.quit() == (0, "")
    experiment = remembered(tmp_path)
    assert experiment == Experiment(b=10, learning_rate=0.5)


def test_a_button_is_pressed_with_the_mouse(screen: Screen, places: Map, tmp_path: Path) -> None:
    with guest(screen, tmp_path) as host:
        before = opened(screen, host, places)
        host.click(places.play.center())
        host.until(lambda picture: grown(before, picture, places))
        # It leaves while training runs.
        assert host.quit() == (0, "")


def test_keys_go_to_the_field_that_has_the_focus(screen: Screen, places: Map, tmp_path: Path) -> None:
    with guest(screen, tmp_path) as host:
        before = opened(screen, host, places)
        host.click(places.bias_field.center())
        host.press("ctrl+a")
        host.write("-5")
        host.press("Escape")
        host.press("ctrl+a")
        host.write("-7")
        host.press("Tab")
        host.until(lambda picture: picture.copy(places.bias_field) != before.copy(places.bias_field))
        assert host.quit() == (0, "")
    assert remembered(tmp_path) == Experiment(b=-7)
