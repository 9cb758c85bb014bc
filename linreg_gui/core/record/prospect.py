"""What a forecast says about what can be seen: the loss after the epochs asked for, and whether the run diverges."""

from decimal import ROUND_DOWN, Context
from typing import Final

from linreg_gui.core.record.forecast import Forecast
from linreg_gui.core.spec.wording import Sentence, plain, translatable

_AT_THE_FLOOR: Final = 1.1
"""A loss up to that many times the floor lies at it, as far as eyes can tell."""

_NOTHING: Final = 1e-20
"""A loss below that is none, also where the floor is 0: the digits end there."""

_CHANGE: Final = 0.01
"""A loss that changes less than by this part in an epoch stays where it is."""


def prospect(forecast: Forecast) -> Sentence:
    """Say what a run will do from where it stands, if it is played."""
    if forecast.diverged:
        return _divergence(forecast)
    loss = forecast.loss_after
    before = forecast.epochs[-2].loss if len(forecast.epochs) > 1 else forecast.loss_before
    at_the_floor = loss <= max(_AT_THE_FLOOR * forecast.floor, _NOTHING)
    if not forecast.complete and at_the_floor:
        template = translatable("after {updates} updates the loss will be about {loss}, at the floor")
    elif not forecast.complete:
        template = translatable("after {updates} updates the loss will be about {loss}")
    elif at_the_floor:
        template = translatable("after {epochs} epochs the loss will be about {loss}, at the floor")
    elif loss < (1 - _CHANGE) * before:
        template = translatable("after {epochs} epochs the loss will be about {loss}, still falling")
    elif loss > (1 + _CHANGE) * before:
        template = translatable("after {epochs} epochs the loss will be about {loss}, and rising")
    else:
        template = translatable("after {epochs} epochs the loss will be about {loss}, and stay above the floor {floor}")
    values: dict[str, object] = {"loss": _rounded(loss), "floor": _rounded(forecast.floor)}
    values |= {"epochs": forecast.epochs[-1].number if forecast.epochs else 0, "updates": forecast.updates}
    return Sentence(template, values)


def _divergence(forecast: Forecast) -> Sentence:
    """Say when it diverges, and above which rate it must."""
    limit = forecast.verdict.limit
    values: dict[str, object] = {"updates": forecast.updates - forecast.first}
    if limit is None or forecast.experiment.learning_rate <= limit:
        return Sentence(translatable("will diverge after about {updates} updates"), values)
    values["limit"] = limit_words(limit)
    return Sentence(
        translatable("will diverge after about {updates} updates: the learning rate is above {limit}"), values
    )


def limit_words(limit: float) -> str:
    """Write a limit of the learning rate, rounded down: what is shown must not diverge itself."""
    return f"{Context(prec=3, rounding=ROUND_DOWN).create_decimal(limit):g}"


def _rounded(loss: float) -> str:
    """Write a loss with two digits, as what is said to be about right."""
    text = f"{loss:.2g}"
    return plain(float(text)) if 1e-5 <= abs(loss) < 1e6 else text
