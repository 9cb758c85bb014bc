"""What happened, as values of JSON."""

from linreg_gui.core.export.json_values import edits_as_json
from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Recipe


def test_an_edit_tells_what_it_changes_and_nothing_else() -> None:
    """Against the settings before it, not against those of the start."""
    e = Experiment()
    warm = e.changed(learning_rate=0.1, w=(1, 2))
    recipe = Recipe(e).edited(100, warm).edited(150, warm.changed(shuffle=True)).edited(160, e)
    assert edits_as_json(recipe) == [
        {"update": 100, "w": [1.0, 2.0], "learning_rate": 0.1},
        {"update": 150, "shuffle": True},
        {"update": 160, "w": [2.0, -3.4], "learning_rate": 0.03, "shuffle": None},
    ]
    assert edits_as_json(Recipe(e)) == []
