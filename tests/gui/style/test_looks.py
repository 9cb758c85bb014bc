"""Appearance, style sheet, icons and the names of parameters."""

import dataclasses

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from linreg_gui.gui.style.appearance import DARK, LIGHT, Appearance, system_appearance
from linreg_gui.gui.style.icons import Shape, icon
from linreg_gui.gui.style.names import parameter_names
from linreg_gui.gui.style.resource import resource
from linreg_gui.gui.style.stylesheet import stylesheet

OKABE_ITO = {"#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}


def luminance(color: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    shown = QColor(color)
    parts = (shown.redF(), shown.greenF(), shown.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio as WCAG 2 defines it."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(look: Appearance) -> None:
    for background in (look.window, look.base, look.button):
        assert contrast(look.text, background) >= 7
        assert contrast(look.error, background) >= 4.5
    assert contrast(look.accent_text, look.accent) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_can_be_told_apart(look: Appearance) -> None:
    colors = [look.parameter_color(index, 3) for index in range(3)]
    assert len(set(colors)) == 3
    assert len(OKABE_ITO & set(look.parameters)) >= 4
    assert all(contrast(color, look.base) >= 2 for color in [*colors, look.loss])


def test_b_has_a_colour_of_its_own() -> None:
    for count in range(2, 12):
        colors = [LIGHT.parameter_color(index, count) for index in range(count)]
        assert colors[-1] == LIGHT.parameters[-1]
        assert colors[-1] not in colors[:-1]


def test_a_scaled_appearance_has_the_same_colours() -> None:
    large = LIGHT.scaled(1.4)
    assert large.scale == 1.4
    assert dataclasses.replace(large, scale=1.0) == LIGHT


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_palette_has_its_colours(look: Appearance) -> None:
    palette = look.palette()
    assert palette.color(QPalette.ColorRole.Window).name() == look.window
    assert palette.color(QPalette.ColorRole.Text).name() == look.text
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert disabled.name() == look.muted


def test_the_system_decides_between_light_and_dark(qapp: QApplication) -> None:
    assert qapp.styleHints() is not None
    assert system_appearance() in (LIGHT, DARK)


def test_the_style_sheet_is_one_that_qt_understands(qapp: QApplication) -> None:
    # Qt logs what it cannot parse, and a Qt message fails a test.
    for look in (LIGHT, DARK, DARK.scaled(1.4)):
        qapp.setStyleSheet(stylesheet(look))
        assert look.error in qapp.styleSheet()


@pytest.mark.parametrize("shape", list(Shape))
def test_every_icon_has_a_picture_in_both_states(shape: Shape) -> None:
    picture = icon(shape, LIGHT.palette())
    for mode, color in ((QIcon.Mode.Normal, LIGHT.text), (QIcon.Mode.Disabled, LIGHT.muted)):
        image = picture.pixmap(QSize(32, 32), mode).toImage()
        colors = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        solid = [each.name() for each in colors if each.alpha() == 255]
        clear = [each for each in colors if each.alpha() == 0]
        assert 0.1 * len(colors) < len(solid) < 0.9 * len(colors)
        assert set(solid) == {color}
        assert clear


def test_no_two_icons_are_the_same() -> None:
    images = [icon(shape, LIGHT.palette()).pixmap(QSize(32, 32)).toImage() for shape in Shape]
    assert all(one != other for index, one in enumerate(images) for other in images[:index])


def test_parameters_have_names() -> None:
    assert parameter_names(2) == ["w₁", "b"]
    assert parameter_names(3) == ["w₁", "w₂", "b"]
    assert parameter_names(12)[9:] == ["w₁₀", "w₁₁", "b"]


def test_resources_are_found() -> None:
    assert resource("icons/linreg-playground.png").is_file()
