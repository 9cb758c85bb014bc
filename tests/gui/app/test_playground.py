"""The whole window: everything wired together, used as a learner uses it."""

import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from linreg_gui.core.problem.dataset import Dataset
from linreg_gui.core.record.block import MeasuredBlock
from linreg_gui.core.record.status import State
from linreg_gui.core.session.run import Run
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.gui.app.display import has_display
from linreg_gui.gui.app.main_window import MainWindow
from linreg_gui.gui.app.start import main
from linreg_gui.gui.model.preferences import Preferences
from tests.cli.test_main import assert_is_the_picture_of_a_trained_window, epoch_lines
from tests.core.oracles import assert_same_in_pieces, whole_run
from tests.core.shortage import let_fit
from tests.gui.visit import Visit, curves, enter, points, predicted_curves, visible_texts
from tests.program import run_here, run_outside

LONG = Experiment(epochs=1000)


@pytest.fixture
def long_settings(preferences: Preferences) -> Preferences:
    """Remember a run that takes long."""
    preferences.experiment = LONG
    return preferences


def copied_epochs(visit: Visit) -> list[list[float]]:
    """Return the epoch log in full precision, by way of the clipboard."""
    _, copy_all = visit.epoch_log.table.actions()
    copy_all.trigger()
    _, *rows = QGuiApplication.clipboard().text().splitlines()
    return [[float(cell) for cell in row.split("\t")] for row in rows]


def drawn(visit: Visit) -> list[int]:
    """Return how many points each curve has."""
    return [len(points(curve)) for plot in visit.playground.plots for curve in curves(plot)]


# A run.


@pytest.mark.parametrize("trainer", TRAINERS)
def test_a_run_ends_with_the_numbers_of_the_command_line(
    visit: Visit, capsys: pytest.CaptureFixture[str], trainer: str
) -> None:
    visit.panel.trainer.setCurrentIndex(visit.panel.trainer.findData(trainer))
    enter(visit.panel.seed.field, "5")
    status = visit.finish()
    assert (status.updates, status.epochs) == (300, 3)
    assert visit.transport.state.text() == "finished after 300 updates"
    visit.until_drawn()
    visit.until(lambda: "epoch 3 of 3" in visit.transport.readout.text())
    told = json.loads(run_here(capsys, "train", "--json", "--trainer", trainer, "--seed", "5").out)["epochs"]
    expected = [[epoch["epoch"], epoch["loss"], *epoch["w"], epoch["b"]] for epoch in told]
    np.testing.assert_allclose(copied_epochs(visit), expected, rtol=1e-9)
    assert len(expected) == 3


def test_the_plots_show_the_run(visit: Visit) -> None:
    visit.until_state(State.READY)
    visit.finish()
    visit.until_drawn()
    block = whole_run(Experiment())
    loss, parameters = visit.playground.plots
    all_points = [points(curve) for curve in curves(loss)]
    expected = np.log10([visit.chronicle.starts[-1].loss, *block.loss])
    assert any(len(each) == 301 and np.allclose(each[:, 1], expected) for each in all_points)
    ends = [points(curve)[-1, 1] for curve in curves(parameters) if len(points(curve))]
    for value in block.parameters[-1]:
        assert min(abs(end - value) for end in ends) < 1e-9


def test_play_after_the_end_goes_on_for_as_many_epochs(visit: Visit) -> None:
    visit.finish()
    assert visit.finish().epochs == 6
    visit.until_drawn()
    assert [row[0] for row in copied_epochs(visit)] == [1, 2, 3, 4, 5, 6]


def test_it_opens_at_a_pace_that_can_be_watched(visit: Visit) -> None:
    assert visit.transport.pace.text() == "60 updates/s"
    visit.until_state(State.READY)
    with visit.news("running"):
        visit.transport.play.click()
    began = time.perf_counter()
    visit.until(lambda: sum(map(len, visit.chronicle.blocks)) >= 31)
    assert time.perf_counter() - began >= 0.4
    with visit.news("paused"):
        visit.transport.play.click()


@pytest.mark.usefixtures("long_settings")
def test_pause_rests_and_play_goes_on(visit: Visit) -> None:
    visit.at_full_speed()
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    assert visit.transport.play.text() == "Pause"
    with visit.news("paused"):
        visit.transport.play.click()
    paused = visit.chronicle.statuses[-1]
    assert visit.transport.state.text() == f"paused after update {paused.updates}"
    assert visit.transport.play.text() == "Play"
    visit.until_drawn()
    count = len(visit.chronicle.told)
    QTest.qWait(100)
    assert len(visit.chronicle.told) == count
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    assert_same_in_pieces(visit.chronicle.blocks, whole_run(LONG, sum(map(len, visit.chronicle.blocks))))


def test_one_update_one_epoch_and_back(visit: Visit) -> None:
    visit.until_state(State.READY)
    with visit.news("paused"):
        visit.transport.update_step.click()
    assert visit.chronicle.statuses[-1].updates == 1
    with visit.news("paused"):
        visit.transport.epoch_step.click()
    assert (visit.chronicle.statuses[-1].updates, visit.chronicle.statuses[-1].epochs) == (100, 1)
    visit.until_drawn()
    assert len(copied_epochs(visit)) == 1
    with visit.news("ready"):
        visit.transport.reset.click()
    visit.until_drawn()
    assert copied_epochs(visit) == []
    assert visit.transport.state.text() == "ready"
    one, other = visit.chronicle.starts[0], visit.chronicle.starts[-1]
    np.testing.assert_array_equal(one.parameters, other.parameters)


def test_a_learning_rate_too_large_is_a_result(visit: Visit) -> None:
    enter(visit.panel.learning_rate.field, "3")
    visit.at_full_speed()
    with visit.news("diverged"):
        visit.transport.play.click()
    updates = visit.chronicle.statuses[-1].updates
    assert visit.transport.state.text() == f"diverged at update {updates}: learning rate 3 is too large"
    visit.until_drawn()
    assert max(drawn(visit)) >= updates
    assert not visit.playground.faults.isVisible()
    # A smaller one starts over.
    enter(visit.panel.learning_rate.field, "0.03")
    assert visit.finish().updates == 300


# Sliders while it runs.


@pytest.mark.usefixtures("long_settings")
def test_learning_rate_and_batch_size_count_from_the_next_update(visit: Visit) -> None:
    visit.at_full_speed()
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    with visit.news("running"):
        enter(visit.panel.batch_size.field, "100")
    # A status with the learning rate of the last update comes with the next change.
    with visit.news("running"):
        enter(visit.panel.learning_rate.field, "0.01")
    with visit.news("MeasuredBlock"):
        pass
    enter(visit.panel.epochs.field, "999")
    visit.until(lambda: visit.chronicle.statuses[-1].goal == 999)
    assert visit.chronicle.statuses[-1].learning_rate == 0.01
    assert len(visit.chronicle.starts) == 1
    epochs = visit.chronicle.blocks[-1].epochs_before
    visit.until(lambda: visit.chronicle.blocks[-1].epochs_before > epochs + 1)
    ends = [block.first + end for block in visit.chronicle.blocks for end in block.epoch_ends]
    assert [later - earlier for earlier, later in pairwise(ends)][-1] == 10


@pytest.mark.usefixtures("long_settings")
def test_w_b_and_noise_bend_the_data_under_the_run(visit: Visit) -> None:
    visit.at_full_speed()
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    for slider in (visit.panel.weights[0].slider, visit.panel.bias.slider, visit.panel.noise.slider):
        with visit.news("Course"):
            slider.setValue(slider.value() + 20)
    assert len(visit.chronicle.starts) == 1
    e = visit.panel.experiment
    assert e == Experiment(w=(4.0, -3.4), b=6.2, noise=e.noise, epochs=1000)
    visit.until(lambda: bool(np.allclose(visit.chronicle.blocks[-1].parameters[-1], e.truth, atol=0.3)))
    assert visit.transport.state.text() == "running"


@pytest.mark.usefixtures("long_settings")
def test_examples_seed_and_trainer_start_over_and_play_on(visit: Visit) -> None:
    visit.at_full_speed()
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    changes: list[Callable[[], None]] = [
        lambda: enter(visit.panel.examples.field, "500"),
        visit.panel.seed.button.click,
        lambda: visit.panel.trainer.setCurrentIndex(1),
        lambda: visit.panel.features.setCurrentIndex(0),
    ]
    for change in changes:
        with visit.news("Start"):
            change()
        with visit.news("MeasuredBlock"):
            pass
        assert visit.chronicle.starts[-1].experiment == visit.panel.experiment
        assert visit.transport.play.text() == "Pause"
    assert len(visit.chronicle.starts) == 5
    visit.until_drawn()
    texts = visible_texts(visit.playground.plots[1])
    assert "w₂" not in texts


def test_another_speed_counts_at_once(visit: Visit) -> None:
    visit.transport.speed.setValue(0)
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    visit.at_full_speed()
    visit.until_state(State.FINISHED)


# The keyboard.


def test_the_keyboard_plays_steps_and_resets_right_after_the_start(visit: Visit) -> None:
    visit.until_state(State.READY)
    with visit.news("paused"):
        visit.press(Qt.Key.Key_Right)
    assert visit.chronicle.statuses[-1].updates == 1
    with visit.news("paused"):
        visit.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert visit.chronicle.statuses[-1].epochs == 1
    with visit.news("ready"):
        visit.press(Qt.Key.Key_R)
    with visit.news("running"):
        visit.press(Qt.Key.Key_Space)
    with visit.news("paused"):
        visit.press(Qt.Key.Key_Space)


def test_a_focused_slider_keeps_its_arrow_keys(visit: Visit) -> None:
    visit.until_state(State.READY)
    count = len(visit.chronicle.statuses)
    visit.panel.bias.slider.setFocus()
    with visit.news("Course"):
        visit.press(Qt.Key.Key_Right)
    assert visit.panel.experiment.b == 4.3
    assert all(status.state is State.READY for status in visit.chronicle.statuses[count:])
    # Other keys of the window work from there.
    with visit.news("paused"):
        visit.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert visit.chronicle.statuses[-1].epochs == 1
    assert visit.panel.experiment.b == 4.3


def test_a_focused_button_keeps_its_space(visit: Visit) -> None:
    visit.until_state(State.READY)
    visit.transport.update_step.setFocus()
    with visit.news("paused"):
        visit.press(Qt.Key.Key_Space)
    assert visit.chronicle.statuses[-1].updates == 1


def test_a_field_keeps_what_is_typed_into_it(visit: Visit) -> None:
    visit.until_state(State.READY)
    count = len(visit.chronicle.statuses)
    visit.panel.bias.field.setFocus()
    visit.panel.bias.field.selectAll()
    for key in (Qt.Key.Key_R, Qt.Key.Key_1, Qt.Key.Key_Left, Qt.Key.Key_Right):
        visit.press(key)
    assert visit.panel.bias.field.text() == "r1"
    assert len(visit.chronicle.statuses) == count


def test_the_space_bar_plays_from_a_field(visit: Visit) -> None:
    """No number has a blank, and a value was just entered to see what it does."""
    visit.activate()
    enter(visit.panel.bias.field, "1")
    visit.press(Qt.Key.Key_Space)
    visit.until_state(State.RUNNING)
    assert visit.panel.bias.field.text() == "1"


def test_a_click_leaves_the_space_bar_to_play(visit: Visit) -> None:
    visit.until_state(State.READY)
    visit.activate()
    QTest.mouseClick(visit.panel.seed.button, Qt.MouseButton.LeftButton)
    seed = visit.panel.experiment.seed
    visit.press(Qt.Key.Key_Space)
    visit.until_state(State.RUNNING)
    assert visit.panel.experiment.seed == seed


def test_what_was_set_is_remembered_at_once_when_it_closes(
    visit: Visit, preferences: Preferences, tmp_path: Path
) -> None:
    """Even with a refused text in a field."""
    enter(visit.panel.bias.field, "1")
    enter(visit.panel.weights[0].field, "11")
    visit.window.close()
    assert Preferences(tmp_path / "settings.json").experiment == preferences.experiment == Experiment(b=1)


def test_the_tab_key_reaches_every_control(visit: Visit) -> None:
    visit.activate()
    visit.panel.features.setFocus()
    reached: list[QWidget | None] = []
    while (focused := visit.window.focusWidget()) not in reached:
        reached.append(focused)
        visit.press(Qt.Key.Key_Tab)
    panel, bar = visit.panel, visit.transport
    controls = [panel.weights[0], panel.weights[1], panel.bias, panel.noise, panel.learning_rate, panel.batch_size]
    wanted: list[QWidget] = [widget for control in controls for widget in (control.slider, control.field)]
    wanted += [panel.seed.button, panel.seed.field, panel.features, panel.trainer, panel.shuffle]
    wanted += [bar.play, bar.update_step, bar.epoch_step, bar.speed, visit.epoch_log.table]
    assert [widget.accessibleName() for widget in wanted if widget not in reached] == []


def test_every_control_has_a_name_for_those_who_cannot_see_it(visit: Visit) -> None:
    visit.playground.faults.show()
    visit.playground.checks.show()
    windows = {visit.window, visit.playground.faults, visit.playground.checks}
    widgets = [
        each
        for each in visit.window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.window() in windows
        and not isinstance(each.parent(), QAbstractScrollArea)
    ]
    assert len(widgets) > 30
    nameless = []
    for widget in widgets:
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


# Nothing to do.


def test_an_idle_window_draws_nothing_and_uses_no_processor(visit: Visit, qtbot: QtBot) -> None:
    visit.until_state(State.READY)
    visit.finish()
    visit.until_drawn()
    visit.rest_the_focus()
    visit.until(lambda: not any(timer.isActive() for timer in visit.playground.findChildren(QTimer)))
    redrawn: list[int] = []
    visit.playground.views.redrawn.connect(lambda: redrawn.append(1))
    before = time.process_time()
    qtbot.wait(500)
    assert time.process_time() - before < 0.1
    assert redrawn == []


# The end.


@pytest.mark.parametrize(
    "experiment",
    [
        LONG,
        Experiment(epochs=1000, trainer="toolbox"),
        Experiment(epochs=1000, trainer="exact"),
        Experiment(epochs=1000, examples=1_000_000, batch_size="all"),
        Experiment(epochs=1000, examples=1_000_000, batch_size=1),
    ],
    ids=["scratch", "toolbox", "exact", "full batch", "single examples"],
)
def test_closing_while_training_returns_within_half_a_second(
    qapp: QApplication, qtbot: QtBot, preferences: Preferences, experiment: Experiment
) -> None:
    preferences.experiment = experiment
    with Visit.paid(qapp, qtbot, preferences) as visit:
        visit.at_full_speed()
        with visit.news("MeasuredBlock"):
            visit.transport.play.click()
        began = time.perf_counter()
        visit.window.close()
        assert time.perf_counter() - began < 0.5
        assert visit.playground.training.isFinished()


def test_it_opens_as_it_was_left(qapp: QApplication, qtbot: QtBot, preferences: Preferences) -> None:
    with Visit.paid(qapp, qtbot, preferences) as visit:
        visit.until_state(State.READY)
        height = visit.window.minimumSizeHint().height() + 20
        visit.window.resize(visit.window.width(), height)
        enter(visit.panel.bias.field, "-7.5")
        visit.panel.trainer.setCurrentIndex(1)
        visit.at_full_speed()
    with Visit.paid(qapp, qtbot, preferences) as visit:
        assert visit.window.height() == height
        assert visit.panel.experiment == Experiment(b=-7.5, trainer="toolbox")
        assert visit.panel.bias.field.text() == "-7.5"
        assert visit.transport.pace.text() == "full speed"
        visit.until_state(State.READY)


# Mistakes of the program.


def test_an_error_in_the_trainer_is_reported_and_training_goes_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visit.until_state(State.READY)

    def broken(run: Run, updates: int) -> MeasuredBlock:
        raise ZeroDivisionError(run, updates)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "advance", broken)
        with visit.news("failed"):
            visit.transport.play.click()
    assert visit.playground.faults.isVisible()
    assert "ZeroDivisionError" in visit.playground.faults.report.toPlainText()
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert visit.transport.state.text() == "stopped by an error; Reset starts over"
    visit.playground.faults.close()
    with visit.news("ready"):
        visit.transport.reset.click()
    assert visit.finish().updates == 300


@pytest.mark.qt_no_exception_capture
def test_an_error_in_a_slot_is_reported_and_the_window_lives_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    visit.until_state(State.READY)
    monkeypatch.setattr(sys, "excepthook", visit.playground.report)
    visit.transport.play.clicked.connect(lambda: 1 // 0)
    status = visit.finish()
    assert "ZeroDivisionError" in visit.playground.faults.report.toPlainText()
    assert visit.playground.faults.isVisible()
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert status.updates == 300


# Lack of memory is no mistake of the program.


@pytest.mark.usefixtures("long_settings")
def test_examples_that_do_not_fit_are_refused_beside_their_control_and_the_run_goes_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = Dataset.of
    let_fit(monkeypatch, 1000)
    visit.until_state(State.READY)
    with visit.news("MeasuredBlock"):
        visit.transport.play.click()
    with visit.news("Refused"):
        enter(visit.panel.examples.field, "200000")
    starts = visit.chronicle.counts["Start"]
    assert visit.panel.examples.message.text() == "⚠ 200000 examples do not fit into memory"
    assert visit.panel.examples.message.isVisible()
    assert visit.panel.experiment == LONG
    assert visit.panel.examples.field.text() == "1000"
    with visit.news("MeasuredBlock"):
        assert visit.transport.play.text() == "Pause"
    visit.until(lambda: visit.transport.verdict.text() != "Prediction: …")
    visit.playground.menus.language_chosen.emit("zh_CN")
    visit.until(lambda: visit.panel.examples.message.text() == "⚠ 内存容纳不下 200000 个样本")
    visit.playground.menus.language_chosen.emit("en")
    with visit.news("Refused"):
        visit.panel.features.setCurrentIndex(0)
        monkeypatch.setattr(Dataset, "fits", lambda *_: False)
        enter(visit.panel.examples.field, "3000")
    assert visit.panel.examples.message.text() == "⚠ 3000 examples do not fit into memory"
    monkeypatch.setattr(Dataset, "of", draw)
    enter(visit.panel.examples.field, "2000")
    visit.until(lambda: visit.chronicle.counts["Start"] > starts)
    assert not visit.panel.examples.message.isVisible()
    assert "faults" not in vars(visit.playground)


def test_a_file_that_does_not_fit_leaves_run_and_file_as_they_were(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, too_large = tmp_path / "here.linreg", tmp_path / "large.linreg"
    write_experiment(here, Experiment(seed=7))
    write_experiment(too_large, Experiment(examples=200_000))
    let_fit(monkeypatch, 1000)
    with visit.news("ready"):
        visit.playground.documents.open(str(here))
    visit.finish()
    starts = visit.chronicle.counts["Start"]
    with visit.news("Refused"):
        visit.playground.documents.open(str(too_large))
    assert visit.window.windowTitle() == "here.linreg[*] – Linear Regression Playground"
    assert not visit.window.isWindowModified()
    assert visit.panel.experiment == Experiment(seed=7)
    assert visit.panel.examples.message.text() == "⚠ 200000 examples do not fit into memory"
    assert visit.transport.state.text() == "finished after 300 updates"
    assert visit.chronicle.counts["Start"] == starts


def test_a_file_stays_open_when_its_own_settings_no_longer_fit(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "here.linreg"
    write_experiment(file, Experiment(examples=2000))
    with visit.news("ready"):
        visit.playground.documents.open(str(file))
    with visit.news("ready"):
        enter(visit.panel.examples.field, "500")
    let_fit(monkeypatch, 1000)
    with visit.news("Refused"):
        enter(visit.panel.examples.field, "2000")
    assert visit.window.windowTitle() == "here.linreg[*] – Linear Regression Playground"
    assert visit.window.isWindowModified()


def test_lack_of_memory_while_training_is_told_in_the_bar(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.until_state(State.READY)

    def lacking(*_: object) -> MeasuredBlock:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(Run, "advance", lacking)
        with visit.news("out of memory"):
            visit.transport.play.click()
    assert visit.transport.state.text() == "stopped: there is not enough memory; Reset starts over"
    assert "faults" not in vars(visit.playground)
    with visit.news("ready"):
        visit.transport.reset.click()
    assert visit.finish().updates == 300


def test_lack_of_memory_for_the_prediction_is_told_in_its_place(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    visit.until_state(State.READY)
    visit.until(lambda: "at the floor" in visit.transport.verdict.text())

    def lacking(*_: object) -> object:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("linreg_gui.core.session.forecaster.Forecaster.parts", lacking)
        with visit.news("Unforetold"):
            enter(visit.panel.learning_rate.field, "0.02")
    assert visit.transport.verdict.text() == "Prediction: there is not enough memory for this"
    visit.until_drawn()
    assert not any(len(points(curve)) for plot in visit.playground.plots for curve in predicted_curves(plot))
    enter(visit.panel.learning_rate.field, "0.03")
    visit.until(lambda: "at the floor" in visit.transport.verdict.text())
    assert "faults" not in vars(visit.playground)


# Projector mode and colours.


def test_projector_mode_enlarges_fonts_and_is_remembered(visit: Visit, preferences: Preferences) -> None:
    visit.window.resize(1280, 800)
    QApplication.processEvents()
    width = visit.epoch_log.width()
    size, pixels = visit.window.font().pointSizeF(), visit.panel.bias.field.fontMetrics().height()
    visit.press(Qt.Key.Key_F9)
    assert preferences.projector
    QApplication.processEvents()
    assert visit.window.font().pointSizeF() == pytest.approx(1.4 * size)
    assert visit.panel.bias.field.fontMetrics().height() > 1.2 * pixels
    visit.press(Qt.Key.Key_F9)
    assert not preferences.projector
    visit.until(lambda: visit.epoch_log.width() == width)
    assert visit.window.font().pointSizeF() == pytest.approx(size)


# The program's own start and end.


@pytest.fixture
def put_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qapp: QApplication) -> Iterator[None]:
    """Put back what `main` changes of the process, and keep the user's own settings out of it."""
    handler = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("linreg_gui.gui.app.start.make_application", lambda: qapp)
    for name in ("QT_QPA_PLATFORM", "QT_LOGGING_RULES"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    yield
    # Qt still remembers that the application was told to quit; another start and end makes it forget.
    QTimer.singleShot(0, qapp.exit)
    qapp.exec()
    signal.signal(signal.SIGINT, handler)
    gc.unfreeze()
    gc.enable()
    gc.collect()
    gc.freeze()


def when_open(work: Callable[[MainWindow], object]) -> QObject:
    """Have something done with the window as soon as it is shown."""
    timer = QTimer()

    def look() -> None:
        windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()]
        if windows:
            timer.stop()
            work(windows[0])

    timer.timeout.connect(look)
    timer.start(1)
    return timer


@pytest.mark.usefixtures("put_back")
def test_main_opens_the_window_and_returns_when_it_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    keeper = when_open(MainWindow.close)
    assert main() == 0
    assert sys.excepthook is sys.__excepthook__
    assert [path.relative_to(tmp_path).parts for path in tmp_path.rglob("*.json")] == [
        ("linreg-playground", "settings.json")
    ]
    keeper.deleteLater()


@pytest.mark.usefixtures("put_back")
def test_the_front_door_opens_the_window_with_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And garbage, which nobody looks for during the start, is looked for once the window is painted."""
    monkeypatch.setenv("DISPLAY", ":0")
    write_experiment(tmp_path / "lesson.linreg", Experiment(b=1))
    titles: list[str] = []

    def look(window: MainWindow) -> None:
        titles.append(window.windowTitle())
        watch = QTimer(window)
        watch.timeout.connect(lambda: gc.isenabled() and window.close())
        watch.start(1)

    keeper = when_open(look)
    assert run_here(capsys, "lesson.linreg") == (0, "", "")
    assert titles == ["lesson.linreg[*] – Linear Regression Playground"]
    keeper.deleteLater()


@pytest.mark.usefixtures("put_back")
def test_main_without_a_display_trains_and_paints(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main() == 0
    assert capsys.readouterr().out.splitlines()[1:] == epoch_lines(Experiment())
    assert_is_the_picture_of_a_trained_window(tmp_path / "linreg-playground.png")


@pytest.mark.usefixtures("put_back")
def test_main_without_a_display_ends_even_if_training_breaks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(run: Run, updates: int) -> MeasuredBlock:
        raise ZeroDivisionError(run, updates)

    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Run, "advance", broken)
    assert main() == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert not (tmp_path / "linreg-playground.png").exists()


@pytest.mark.parametrize(
    ("variables", "seen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "minimal"}, False),
        ({"QT_QPA_PLATFORM": "vnc"}, True),
    ],
)
def test_what_counts_as_a_display(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], seen: bool) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert has_display() is seen


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_display(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert has_display()


def test_the_window_is_up_before_torch_is(tmp_path: Path) -> None:
    script = """
import sys
from linreg_gui.core.record.events import Start
from linreg_gui.gui.app.application import make_application
from linreg_gui.gui.app.playground import Playground
from linreg_gui.gui.model.preferences import Preferences

application = make_application()
playground = Playground(application, Preferences())
playground.window.painted.disconnect(playground.training.start)
playground.window.painted.connect(lambda: print("painted", "torch" in sys.modules))
playground.window.painted.connect(playground.training.start)
playground.training.told.connect(lambda event: isinstance(event, Start) and print("started", "torch" in sys.modules))
playground.workbench.status_changed.connect(lambda status: playground.window.close())
playground.window.show()
application.exec()
playground.window.deleteLater()
application.sendPostedEvents(None, 52)
"""
    code, out, _ = run_outside(sys.executable, "-c", script, folder=tmp_path, QT_QPA_PLATFORM="offscreen")
    assert (code, out) == (0, "painted False\nstarted True\n")
