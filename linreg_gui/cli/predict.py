"""``train --predict``: what training will do, without training."""

import json
from typing import TYPE_CHECKING, Any

from linreg_gui.core.export.epoch_lines import heading, line
from linreg_gui.core.export.json_values import epoch_as_json, finite
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.process.streams import say

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast


def predict(experiment: Experiment, *, as_json: bool) -> int:
    """Tell what `train` would do, without training.

    Returns
    -------
    int
        Exit code: 0.
    """
    from linreg_gui.core.session.forecaster import Forecaster
    from linreg_gui.core.session.run import Run

    forecast = Forecaster().forecast(Run(experiment))
    say(json.dumps(_forecast_as_json(forecast), allow_nan=False) if as_json else _forecast_as_text(forecast))
    return 0


def _forecast_as_json(forecast: "Forecast") -> dict[str, Any]:
    verdict = forecast.verdict
    return {
        "experiment": forecast.experiment.to_json(),
        "verdict": {
            "outcome": verdict.outcome.value,
            "factor": finite(verdict.factor),
            "limit": verdict.limit,
            "full_batch_limit": verdict.full_batch_limit,
            "resting_point": [finite(value) for value in verdict.resting_point.tolist()],
        },
        "epochs": [epoch_as_json(epoch) for epoch in forecast.epochs],
    }


def _forecast_as_text(forecast: "Forecast") -> str:
    verdict, experiment = forecast.verdict, forecast.experiment
    limit = "unknown" if verdict.limit is None else f"{verdict.limit:.4g}"
    epoch = "the first epoch" if forecast.diverged and verdict.factor < 1 else "an epoch"
    lines = [
        f"{verdict.outcome.value}: {epoch} multiplies the error by {verdict.factor:.3g}",
        f"largest learning rate that converges: {limit} (full batches: {verdict.full_batch_limit:.4g})",
        heading(experiment.features),
        *(line(epoch) for epoch in forecast.epochs),
    ]
    if forecast.diverged:
        lines.append(f"diverges at update {forecast.updates}")
    elif len(forecast.epochs) < experiment.epochs:
        lines.append(f"foretold are {forecast.updates} updates of {experiment.epochs * experiment.updates_per_epoch}")
    return "\n".join(lines)
