"""Where in its epochs a run stands, against counting batch by batch."""

from hypothesis import given
from hypothesis import strategies as st

from linreg_gui.core.record.position import Position
from linreg_gui.core.spec.experiment import Experiment


@st.composite
def places(draw: st.DrawFn) -> tuple[Experiment, Position]:
    """Draw settings, and a place that was reached with other ones."""
    examples = draw(st.integers(10, 30))
    e = Experiment(examples=examples, batch_size=draw(st.integers(1, examples)))
    return e, Position(draw(st.integers(0, 3)), draw(st.integers(0, examples - 1)))


def counted(e: Experiment, here: Position, updates: int) -> tuple[Position, tuple[int, ...]]:
    """Take one batch after the other; return where that leads, and which ended an epoch."""
    epochs, taken, ends = here.epochs, here.taken, []
    for update in range(updates):
        taken += e.examples_per_batch
        if taken >= e.examples:
            epochs, taken = epochs + 1, 0
            ends.append(update)
    return Position(epochs, taken), tuple(ends)


@given(places(), st.integers(0, 90))
def test_updates_lead_where_counting_leads(place: tuple[Experiment, Position], updates: int) -> None:
    e, here = place
    there, ends = counted(e, here, updates)
    assert here.after(updates, e) == there
    assert here.ends(updates, e) == ends


@given(places(), st.integers(0, 7))
def test_the_updates_until_an_epoch_complete_it_and_no_more(place: tuple[Experiment, Position], epochs: int) -> None:
    e, here = place
    updates = here.updates_until(epochs, e)
    if epochs <= here.epochs:
        assert updates == 0
        return
    assert counted(e, here, updates)[0] == Position(epochs)
    assert counted(e, here, updates - 1)[0].epochs == epochs - 1
