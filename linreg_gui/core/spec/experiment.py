"""What the user asked for: one immutable value, always valid, that can be written to JSON and read back."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Literal, Self

from linreg_gui.core.spec.settings import (
    BATCH_SIZE,
    EPOCHS,
    EXAMPLES,
    LEARNING_RATE,
    NOISE,
    SEED,
    B,
    W,
)
from linreg_gui.core.spec.trainers import SCRATCH, TRAINERS, TrainerDescription
from linreg_gui.core.spec.wording import Refusal, plain, quoted, translatable

ALL: Final = "all"
"""The batch size that takes all examples at once: full-batch gradient descent."""

FORMAT_VERSION: Final = 1

MOST_FEATURES_IN_WINDOW: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """A data set and how to learn from it. The defaults are the reference settings.

    Attributes
    ----------
    w : tuple of float
        True weights, one per feature.
    b : float
        True bias.
    noise : float
        Standard deviation of the error of a label.
    examples, seed : int
        How many examples are drawn, and from which seed.
    trainer : str
        Key of a trainer.
    learning_rate : float
        Learning rate.
    batch_size : int or "all"
        Examples in a batch.
    epochs : int
        How often training goes through all examples.
    shuffle : bool or None
        Whether each epoch has an order of its own; None leaves it to the trainer.

    Raises
    ------
    Refusal
        When made with a value that is not allowed.
    """

    w: tuple[float, ...] = (2.0, -3.4)
    b: float = B.default
    noise: float = NOISE.default
    examples: int = int(EXAMPLES.default)
    seed: int = int(SEED.default)
    trainer: str = SCRATCH.key
    learning_rate: float = LEARNING_RATE.default
    batch_size: int | Literal["all"] = int(BATCH_SIZE.default)
    epochs: int = int(EPOCHS.default)
    shuffle: bool | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.w, tuple | list) or not self.w:
            raise Refusal(
                translatable(
                    "{key} must be a list of numbers from {minimum} to {maximum}, one per feature, not {value}"
                ),
                key=W.key,
                minimum=plain(W.minimum),
                maximum=plain(W.maximum),
                value=quoted(self.w),
            )
        if not isinstance(self.trainer, str) or self.trainer not in TRAINERS:
            raise Refusal(
                translatable("{key} must be one of {allowed}, not {value}"),
                key="trainer",
                allowed=", ".join(TRAINERS),
                value=quoted(self.trainer),
            )
        if self.shuffle is not None and not isinstance(self.shuffle, bool):
            raise Refusal(
                translatable("{key} must be true, false or null, not {value}"),
                key="shuffle",
                value=quoted(self.shuffle),
            )
        checked: dict[str, object] = {p.key: p.checked(getattr(self, p.key)) for p in _SINGLE}
        checked["w"] = tuple(W.checked(value) for value in self.w)
        if isinstance(self.batch_size, str) and self.batch_size != ALL:
            raise Refusal(
                translatable("{key} must be a whole number from {minimum} to {maximum} or {allowed}, not {value}"),
                key=BATCH_SIZE.key,
                minimum=plain(BATCH_SIZE.minimum),
                maximum=plain(self.examples),
                allowed=ALL,
                value=quoted(self.batch_size),
            )
        if self.batch_size != ALL:
            checked["batch_size"] = BATCH_SIZE.checked(self.batch_size, maximum=self.examples)
        for key, value in checked.items():
            object.__setattr__(self, key, value)

    @property
    def features(self) -> int:
        """How many features an example has."""
        return len(self.w)

    @property
    def truth(self) -> tuple[float, ...]:
        """The true parameters, w and then b."""
        return (*self.w, self.b)

    @property
    def description(self) -> TrainerDescription:
        """What is known of the chosen trainer without loading it."""
        return TRAINERS[self.trainer]

    @property
    def examples_per_batch(self) -> int:
        """The batch size in examples."""
        return self.examples if self.batch_size == ALL else self.batch_size

    @property
    def updates_per_epoch(self) -> int:
        """How many batches an epoch has; the last one may be short."""
        return -(-self.examples // self.examples_per_batch)

    @property
    def shuffles(self) -> bool:
        """Whether each epoch has an order of its own, by the user's word or else the trainer's."""
        return self.description.shuffles if self.shuffle is None else self.shuffle

    def starts_over_from(self, other: "Experiment") -> bool:
        """Tell whether going from `other` to this one needs a new run, or only bends the one under way."""
        return any(getattr(self, key) != getattr(other, key) for key in ("examples", "seed", "trainer", "features"))

    def changed(self, **changes: Any) -> "Experiment":
        """Return a copy with some fields changed. Fewer examples than a batch takes shrink the batch.

        Raises
        ------
        Refusal
            If a new value is not allowed.
        """
        examples = changes.get("examples", self.examples)
        batch_size = changes.get("batch_size", self.batch_size)
        if "batch_size" not in changes and batch_size != ALL and EXAMPLES.checked(examples) < batch_size:
            changes["batch_size"] = int(examples)
        return replace(self, **changes)

    @property
    def fits_window(self) -> bool:
        """Whether the sliders of the window reach all of it."""
        return self.features <= MOST_FEATURES_IN_WINDOW and self.examples <= EXAMPLES.maximum

    def to_json(self) -> dict[str, Any]:
        """Return the experiment as JSON values, with the version of this format."""
        return {"version": FORMAT_VERSION, **asdict(self), "w": list(self.w)}

    def to_text(self) -> str:
        """Return the experiment as a JSON text."""
        return json.dumps(self.to_json(), indent=2)

    @classmethod
    def from_json(cls, values: object) -> Self:
        """Return the experiment that `to_json` wrote; what is missing has its default.

        Parameters
        ----------
        values : object
            A decoded JSON value of any kind.

        Raises
        ------
        Refusal
            If it is no object, of another version, or has an unknown key or a value that is not allowed.
        """
        if not isinstance(values, dict):
            raise Refusal(translatable("an experiment is a JSON object, not {value}"), value=quoted(values))
        version = values.get("version")
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise Refusal(translatable("a newer version of this program wrote it"))
        if version != FORMAT_VERSION or isinstance(version, bool):
            raise Refusal(
                translatable("version must be {expected}, not {value}"),
                expected=FORMAT_VERSION,
                value=quoted(version),
            )
        known = [field.name for field in fields(cls)]
        for key in values:
            if key != "version" and key not in known:
                raise Refusal(
                    translatable("unknown key {key}; known are {known}"),
                    key=quoted(key),
                    known=", ".join(known),
                )
        return cls(**{key: value for key, value in values.items() if key != "version"})

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the experiment in a JSON text.

        Raises
        ------
        Refusal
            If the text is no JSON, or not that of an experiment.
        """
        try:
            values = json.loads(text, object_pairs_hook=_without_duplicates)
        except Refusal:
            raise
        except json.JSONDecodeError as error:
            raise Refusal(translatable("this is not JSON: {error}"), error=error) from None
        except (ValueError, RecursionError):
            raise Refusal(translatable("no experiment has numbers this long or is nested this deep")) from None
        return cls.from_json(values)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object that has these pairs; of two for one key, JSON alone would take the last one."""
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Refusal(translatable("{key} is there more than once"), key=quoted(twice))
    return values


_SINGLE = (B, NOISE, EXAMPLES, SEED, LEARNING_RATE, EPOCHS)
