"""``train --predict``: what training will do, without training."""

import json
import sys
from typing import TYPE_CHECKING, Any

from linreg_gui.core.export.epoch_lines import heading, line
from linreg_gui.core.export.json_values import edits_as_json, epoch_as_json, finite
from linreg_gui.core.record.prospect import prospect
from linreg_gui.core.spec.recipe import Recipe
from linreg_gui.process.streams import say

if TYPE_CHECKING:
    from linreg_gui.core.record.forecast import Forecast
    from linreg_gui.core.session.run import Run


def predict(recipe: Recipe, update: int, *, as_json: bool) -> int:
    """Tell what `train` would still do after that many updates, if nothing more were changed.

    Returns
    -------
    int
        Exit code: 0; 2 if the run has ended by then, so that there is nothing to tell.
    """
    from linreg_gui.core.session.forecaster import Forecaster, foreseen

    run = foreseen(recipe, update)
    if run.diverged or run.finished:
        how = "diverges" if run.diverged else "ends"
        print(f"linreg-gui: --at {update}: the run {how} at update {run.updates}", file=sys.stderr)
        return 2
    forecast = Forecaster().forecast(run)
    say(json.dumps(_as_json(run, forecast), allow_nan=False) if as_json else _as_text(run, forecast))
    return 0


def _as_json(run: "Run", forecast: "Forecast") -> dict[str, Any]:
    verdict = forecast.verdict
    return {
        "experiment": run.recipe.experiment.to_json(),
        "edits": edits_as_json(run.recipe),
        "at": run.updates,
        "sentence": str(prospect(forecast)),
        "verdict": {
            "outcome": verdict.outcome.value,
            "factor": finite(verdict.factor),
            "limit": verdict.limit,
            "full_batch_limit": verdict.full_batch_limit,
            "resting_point": [finite(value) for value in verdict.resting_point.tolist()],
        },
        "epochs": [epoch_as_json(epoch) | {"predicted": True} for epoch in forecast.epochs],
    }


def _as_text(run: "Run", forecast: "Forecast") -> str:
    verdict = forecast.verdict
    limit = "unknown" if verdict.limit is None else f"{verdict.limit:.4g}"
    limits = f"largest learning rate that converges: {limit} (full batches: {verdict.full_batch_limit:.4g})"
    epoch = "the first epoch" if forecast.diverged and verdict.factor < 1 else "an epoch"
    lines = [
        str(prospect(forecast)),
        f"{epoch} multiplies the error by {verdict.factor:.3g}; {limits}",
        heading(forecast.experiment.features),
        *(line(epoch) for epoch in forecast.epochs),
    ]
    if forecast.diverged:
        lines.append(f"diverges at update {forecast.updates}")
    elif not forecast.complete:
        lines.append(f"foretold are {forecast.updates - run.updates} updates of {run.updates_until(run.goal)}")
    return "\n".join(lines)
