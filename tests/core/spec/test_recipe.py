"""What a run follows from."""

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.recipe import Edit, Recipe

E = Experiment()
FAST, SLOW = E.changed(learning_rate=1.0), E.changed(learning_rate=0.001)


def test_settings_hold_from_their_update_on() -> None:
    recipe = Recipe(E).edited(100, FAST).edited(150, SLOW)
    assert [recipe.at(update) for update in (0, 99, 100, 149, 150, 10_000)] == [E, E, FAST, FAST, SLOW, SLOW]
    assert recipe.changes_between(0, 150) == [100]
    assert recipe.changes_between(100, 200) == [150]


def test_the_last_of_several_settings_after_one_update_counts() -> None:
    assert Recipe(E).edited(100, FAST).edited(100, SLOW) == Recipe(E, (Edit(100, SLOW),))


def test_settings_there_and_back_again_are_no_edit() -> None:
    assert Recipe(E).edited(100, FAST).edited(100, E) == Recipe(E)
    assert Recipe(E).edited(100, E) == Recipe(E)


def test_settings_before_the_first_update_are_those_it_begins_with() -> None:
    assert Recipe(E).edited(0, FAST) == Recipe(FAST)


def test_an_edit_forgets_what_came_after_it() -> None:
    assert Recipe(E).edited(100, FAST).edited(50, SLOW) == Recipe(E, (Edit(50, SLOW),))
