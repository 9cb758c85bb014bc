"""The window for those who do not see it: a screen reader walks through all of it and plays a run."""

from pathlib import Path

import pytest

from tests.listener import listener, play_a_run, session_bus
from tests.screen import guest, new_screen


@pytest.fixture(params=["before", "after"])
def first(request: pytest.FixtureRequest) -> str:
    """Tell whether the screen reader starts before the program or after it."""
    return str(request.param)


def test_a_run_is_played_by_the_ear(tmp_path: Path, first: str) -> None:
    with new_screen() as screen, session_bus(tmp_path) as bus:
        if first == "before":
            with (
                listener(tmp_path, bus, screen.name) as ear,
                guest(screen, tmp_path, bus=bus) as host,
            ):
                play_a_run(ear)
                assert host.quit() == (0, "")
        else:
            with (
                guest(screen, tmp_path, bus=bus) as host,
                listener(tmp_path, bus, screen.name) as ear,
            ):
                play_a_run(ear)
                assert host.quit() == (0, "")
