"""Every visible word goes through translation, and changes while the window is open."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu, QWidget

from linreg_gui.core.record.status import State
from linreg_gui.gui.model.preferences import Preferences
from linreg_gui.gui.style.language import LANGUAGES, Translations, system_language
from linreg_gui.gui.style.resource import resource
from tests.gui.visit import Visit, enter, visible_texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
BILINGUAL = {"&Language · 语言", *LANGUAGES.values()}


def marking() -> QTranslator:
    """Return a translator into a language where every text stands in brackets; what has none was not translated."""
    methods = {"isEmpty": lambda *_: False, "translate": lambda *given: f"⟦{given[2]}⟧"}
    translator = type("Marker", (QTranslator,), methods)()
    assert isinstance(translator, QTranslator)
    return translator


@pytest.fixture
def marked(visit: Visit) -> Iterator[Visit]:
    """Return a visit to a window whose translated words are in brackets."""
    visit.until_state(State.READY)
    visit.finish()
    visit.until_drawn()
    enter(visit.panel.bias.field, "99")
    marker = marking()
    QCoreApplication.installTranslator(marker)
    QApplication.processEvents()
    yield visit
    QCoreApplication.removeTranslator(marker)


def words(window: QWidget) -> Iterator[str]:
    """Return everything that a window says or shows, or would on a second look."""
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.window() is not window and not isinstance(widget, QMenu):
            continue
        yield from (widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QMenu():
                yield widget.title()
            case QComboBox():
                yield from (widget.itemText(index) for index in range(widget.count()))
            case QLineEdit():
                yield widget.placeholderText()
        yield from (action.text() for action in widget.actions())


def test_no_word_is_left_untranslated(marked: Visit) -> None:
    QApplication.sendPostedEvents(None, 52)
    bare = [text for text in words(marked.window) if re.search(r"[A-Za-z]{2}", text) and "⟦" not in text]
    assert [text for text in bare if text not in BILINGUAL] == []
    model = marked.epoch_log.table.model()
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(2)]
    assert titles == ["⟦epoch⟧", "⟦loss⟧"]
    assert marked.transport.timeline.accessibleDescription().startswith("⟦")


def test_complaints_are_translated_while_they_are_shown(marked: Visit) -> None:
    (complaint,) = [text for text in visible_texts(marked.panel) if text.startswith("⚠")]
    assert "⟦" in complaint
    assert marked.panel.bias.field.text() == "99"


def test_dialogs_are_translated(marked: Visit) -> None:
    marked.playground.faults.show_fault(ZeroDivisionError(), None)
    dialog = marked.playground.faults
    bare = [text for text in words(dialog) if re.search(r"[A-Za-z]{2}", text) and "⟦" not in text]
    assert bare == []


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_another_language_is_chosen_from_the_menu_at_runtime(
    visit: Visit, preferences: Preferences, language: str
) -> None:
    visit.until_state(State.READY)
    title = visit.window.windowTitle()
    actions = {action.data(): action for action in visit.window.findChildren(QAction) if action.data() in LANGUAGES}
    assert actions["en"].isChecked()
    actions[language].trigger()
    assert preferences.language == language
    QApplication.processEvents()
    assert CHINESE.search(visit.window.windowTitle())
    assert CHINESE.search(visit.transport.play.text())
    assert CHINESE.search(visit.transport.state.text())
    assert CHINESE.search(visit.panel.learning_rate.label.text())
    assert CHINESE.search(visit.panel.trainer.itemText(0))
    enter(visit.panel.batch_size.field, "all")
    assert visit.panel.experiment.batch_size == "all"
    enter(visit.panel.bias.field, "99")
    complaints = [text for text in visible_texts(visit.panel) if text.startswith("⚠")]
    assert complaints
    assert all(CHINESE.search(text) for text in complaints)
    actions["en"].trigger()
    QApplication.processEvents()
    assert visit.window.windowTitle() == title
    assert visit.transport.play.text() == "Play"
    assert visit.panel.batch_size.field.text() == "all"


def test_what_was_typed_in_chinese_is_understood(visit: Visit) -> None:
    visit.playground.menus.language_chosen.emit("zh_CN")
    QApplication.processEvents()
    enter(visit.panel.batch_size.field, "500")
    visit.panel.batch_size.slider.setValue(visit.panel.batch_size.slider.maximum())
    word = visit.panel.batch_size.field.text()
    assert visit.panel.experiment.batch_size == "all"
    enter(visit.panel.batch_size.field, "500")
    enter(visit.panel.batch_size.field, word)
    assert visit.panel.experiment.batch_size == "all"


def test_no_text_of_the_translation_is_unfinished() -> None:
    for language in LANGUAGES:
        if language != "en":
            source = resource(f"translations/linreg-playground_{language}.ts").read_text(encoding="utf-8")
            assert 'type="unfinished"' not in source
            assert source.count("<message") > 50


def test_a_language_without_a_file_is_english(visit: Visit) -> None:
    translations = Translations(visit.playground)
    translations.use("tlh")
    assert visit.window.windowTitle() == "Linear Regression Playground"


@pytest.mark.parametrize(
    ("locale", "language"), [("zh_CN", "zh_CN"), ("zh_TW", "zh_CN"), ("en_GB", "en"), ("de_DE", "en"), ("C", "en")]
)
def test_the_system_s_language_is_the_first_one(monkeypatch: pytest.MonkeyPatch, locale: str, language: str) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(locale))
    assert system_language() == language
