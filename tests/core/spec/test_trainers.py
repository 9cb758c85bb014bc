"""The trainers on offer: what is known of them without loading them."""

from linreg_gui.core.spec.trainers import SCRATCH, TOOLBOX, TRAINERS


def test_two_trainers_always_exist_and_differ_as_the_lesson_needs() -> None:
    """Half or whole squared error, storage order or shuffled."""
    assert list(TRAINERS)[:2] == ["scratch", "toolbox"]
    assert (SCRATCH.loss_factor, SCRATCH.shuffles) == (1, False)
    assert (TOOLBOX.loss_factor, TOOLBOX.shuffles) == (2, True)


def test_each_has_a_key_and_a_label() -> None:
    """The key is what files and the command line call it."""
    assert all(TRAINERS[description.key] is description and description.label for description in TRAINERS.values())
