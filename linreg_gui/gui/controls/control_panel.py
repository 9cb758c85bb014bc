"""The panel on the left: what the data are made with, and how to learn from them."""

from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from linreg_gui.core.record.events import Refused
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.settings import BATCH_SIZE, EPOCHS, EXAMPLES, LEARNING_RATE, NOISE, SEED, B, W
from linreg_gui.core.spec.trainers import TRAINERS
from linreg_gui.gui.controls.choice import Choice
from linreg_gui.gui.controls.message import Message
from linreg_gui.gui.controls.setting_control import BatchSizeControl, SeedControl, SettingControl, SliderControl
from linreg_gui.gui.style.names import shuffle_words

_REFERENCE = Experiment()
_SHUFFLES = (None, True, False)


Control = TypeVar("Control", bound=SettingControl)


class ControlPanel(QScrollArea):
    """Edits an experiment.

    Parameters
    ----------
    experiment : Experiment
        What to show first.
    """

    experiment_changed = Signal(object)

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(14, 10, 10, 10)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)

        self._data_title = self._add_title()
        self._features_label = QLabel(content)
        self.features = Choice(content)
        self.features.addItems([str(count) for count in range(1, len(_REFERENCE.w) + 1)])
        self._features_label.setBuddy(self.features)
        self.features_message = self._add_row(self._features_label, self.features)
        self.weights = [
            self._add(SliderControl(W, default, content, subscript))
            for default, subscript in zip(_REFERENCE.w, "₁₂", strict=True)
        ]
        self.bias = self._add(SliderControl(B, B.default, content))
        self.noise = self._add(SliderControl(NOISE, NOISE.default, content))
        self.examples = self._add(SliderControl(EXAMPLES, EXAMPLES.default, content))
        self.seed = self._add(SeedControl(SEED, SEED.default, content))

        self._training_title = self._add_title()
        self._trainer_label = QLabel(content)
        self.trainer = Choice(content)
        for description in TRAINERS.values():
            self.trainer.addItem("", description.key)
        self._trainer_label.setBuddy(self.trainer)
        self.trainer_message = self._add_row(self._trainer_label, self.trainer)
        self.learning_rate = self._add(SliderControl(LEARNING_RATE, LEARNING_RATE.default, content))
        self.batch_size = self._add(BatchSizeControl(BATCH_SIZE, BATCH_SIZE.default, content))
        self.epochs = self._add(SliderControl(EPOCHS, EPOCHS.default, content))
        self._shuffle_label = QLabel(content)
        self.shuffle = Choice(content)
        for shuffle in _SHUFFLES:
            self.shuffle.addItem("", shuffle)
        self._shuffle_label.setBuddy(self.shuffle)
        self._add_row(self._shuffle_label, self.shuffle)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.setWidget(content)

        self.seed.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the space bar to play and pause
        self._singles: dict[str, SettingControl] = {
            "b": self.bias,
            "noise": self.noise,
            "examples": self.examples,
            "seed": self.seed,
            "learning_rate": self.learning_rate,
            "batch_size": self.batch_size,
            "epochs": self.epochs,
        }
        for key, control in self._singles.items():
            control.value_chosen.connect(partial(self._change, key))
        for index, weight in enumerate(self.weights):
            weight.value_chosen.connect(partial(self._change_weight, index))
        self.features.currentIndexChanged.connect(self._on_features_changed)
        self.trainer.currentIndexChanged.connect(self._on_trainer_changed)
        self.shuffle.currentIndexChanged.connect(self._on_shuffle_changed)
        self._retranslate()
        self.show_experiment(experiment)

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is edited."""
        return self._experiment

    def show_experiment(self, experiment: Experiment) -> None:
        """Show another experiment, without announcing it."""
        self._experiment = experiment
        self.batch_size.set_examples(experiment.examples)
        for key, control in self._singles.items():
            control.show_value(getattr(experiment, key))
        for index, weight in enumerate(self.weights):
            used = index < experiment.features
            # First, and also where it is hidden: a field that loses the focus takes what was typed there for meant.
            weight.show_value((experiment.w if used else _REFERENCE.w)[index])
            for widget in weight.widgets():
                widget.setVisible(used)
                widget.setEnabled(used)  # keys may come to what is hidden, but not to what is disabled
        self.features_message.withdraw()
        self.trainer_message.withdraw()
        with QSignalBlocker(self.features), QSignalBlocker(self.trainer), QSignalBlocker(self.shuffle):
            self.features.setCurrentIndex(experiment.features - 1)
            self.trainer.setCurrentIndex(self.trainer.findData(experiment.trainer))
            self.shuffle.setCurrentIndex(_SHUFFLES.index(experiment.shuffle))
            self._name_shuffles()

    def take_back(self, refused: Refused) -> None:
        """Show the experiment that holds, and beside the control that asked for another one why that cannot be."""
        self.show_experiment(refused.kept)
        asked, kept = refused.asked, refused.kept
        if asked.changed(seed=kept.seed) == kept:
            message = self.seed.message
        elif asked.changed(trainer=kept.trainer, shuffle=kept.shuffle) == kept:
            message = self.trainer_message
        elif asked.changed(w=kept.w) == kept:
            message = self.features_message
        else:
            message = self.examples.message
        message.show_refusal(refused.refusal)

    def minimumSizeHint(self) -> QSize:
        """Be wide enough for all controls; only the height is scrolled."""
        hint = super().minimumSizeHint()
        hint.setWidth(self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        return hint

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and colours."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _add_title(self) -> QLabel:
        title = QLabel()
        title.setProperty("role", "title")
        title.setIndent(0)
        self._grid.addWidget(title, self._grid.rowCount(), 0, 1, 3)
        return title

    def _add_row(self, label: QLabel, widget: QWidget) -> Message:
        row, message = self._grid.rowCount(), Message(self._content)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(widget, row, 1, 1, 2)
        self._grid.addWidget(message, row + 1, 0, 1, 3)
        return message

    def _add(self, control: Control) -> Control:
        row = self._grid.rowCount()
        for column, widget in enumerate(control.widgets()):
            self._grid.addWidget(widget, row, column)
        self._grid.addWidget(control.message, row + 1, 0, 1, 3)
        return control

    def _retranslate(self) -> None:
        self._data_title.setText(self.tr("Data"))
        self._features_label.setText(self.tr("Features"))
        self._training_title.setText(self.tr("Training"))
        self._trainer_label.setText(self.tr("Trainer"))
        for index, description in enumerate(TRAINERS.values()):
            self.trainer.setItemText(index, QCoreApplication.translate("", description.label))
        self.trainer.setToolTip(self.tr("Which implementation of gradient descent learns"))
        self.features.setToolTip(self.tr("How many features an example has"))
        self._shuffle_label.setText(self.tr("Shuffle"))
        self.shuffle.setToolTip(self.tr("Whether each epoch has an order of its own, or takes examples as stored"))
        self._name_shuffles()
        boxes = {
            self.features: self._features_label,
            self.trainer: self._trainer_label,
            self.shuffle: self._shuffle_label,
        }
        for box, label in boxes.items():
            box.setAccessibleName(label.text())
            box.view().setAccessibleName(label.text())
            box.setAccessibleDescription(box.toolTip())
        self.features_message.retranslate(self._features_label.text())
        self.trainer_message.retranslate(self._trainer_label.text())
        for each in (*self.weights, *self._singles.values()):
            each.retranslate()

    def _name_shuffles(self) -> None:
        """Say what applies where the trainer decides."""
        for index, shuffle in enumerate(_SHUFFLES):
            words = shuffle_words(shuffle)
            if shuffle is None:
                words = f"{words} ({shuffle_words(self._experiment.description.shuffles)})"
            self.shuffle.setItemText(index, words)

    def _change(self, key: str, value: object) -> None:
        self._accept(self._experiment.changed(**{key: value}))

    def _change_weight(self, index: int, value: Any) -> None:
        w = list(self._experiment.w)
        w[index] = value
        self._accept(self._experiment.changed(w=tuple(w)))

    def _accept(self, experiment: Experiment) -> None:
        if experiment != self._experiment:
            batch_size = experiment.batch_size
            examples_changed = experiment.examples != self._experiment.examples
            self._experiment = experiment
            if examples_changed:
                self.batch_size.set_examples(experiment.examples)
                self.batch_size.show_value(batch_size)
            self.experiment_changed.emit(experiment)

    def _commit_typed(self) -> None:
        """Take what is half typed for meant, as when its field is left."""
        for control in (*self.weights, *self._singles.values()):
            control.commit()

    @Slot(int)
    def _on_features_changed(self, index: int) -> None:
        self._commit_typed()
        w = (*self._experiment.w, *_REFERENCE.w[self._experiment.features :])[: index + 1]
        self.show_experiment(self._experiment.changed(w=w))
        self.experiment_changed.emit(self._experiment)

    @Slot(int)
    def _on_trainer_changed(self, index: int) -> None:
        self._commit_typed()
        self.show_experiment(self._experiment.changed(trainer=self.trainer.itemData(index)))
        self.experiment_changed.emit(self._experiment)

    @Slot(int)
    def _on_shuffle_changed(self, index: int) -> None:
        self._change("shuffle", _SHUFFLES[index])
