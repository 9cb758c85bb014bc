"""The window for those who do not see it: a screen reader walks through all of it and plays a run."""

from pathlib import Path

import pytest

from tests.listener import Listener, listener, session_bus
from tests.screen import guest, new_screen


@pytest.fixture(params=["before", "after"])
def first(request: pytest.FixtureRequest) -> str:
    """Tell whether the screen reader starts before the program or after it."""
    return str(request.param)


def assert_nothing_is_nameless(listener: Listener) -> None:
    """Check that whatever can have the keyboard says what it is."""
    nodes = listener.tree()
    nameless = [node for node in nodes if "focusable" in node["states"] and not node["name"]]
    assert nameless == []
    assert sum("focusable" in node["states"] for node in nodes) > 30
    # What describes itself by how the mouse works says nothing to somebody who has none.
    assert not [node for node in nodes if "wheel" in node["description"]]


def play_a_run(listener: Listener) -> None:
    """Move sliders, press buttons, and read how it goes; all of it by the ear."""
    listener.until(lambda: any(words.startswith("Prediction: converges") for words in listener.heard()))
    assert listener.one("label", "ready")
    assert listener.one("progress bar", "epoch 1 of 3")
    loss, parameters = (listener.one("chart", f"Plot of the {what}") for what in ("loss", "parameters"))
    assert loss["description"].startswith("The loss over all examples starts at 17.98479. The floor is 0.00004944.")
    assert "Predicted after 300 updates: 0.00004966." in loss["description"]
    assert "w₁ starts at 0.008436, the truth is 2." in parameters["description"]

    assert listener.one("slider", "Learning rate")["value"] == 0.03
    listener.set_slider("Learning rate, slider", 5)
    assert listener.one("slider", "Learning rate")["value"] == 5
    listener.until(lambda: any("Prediction: diverges" in words for words in listener.heard()))
    listener.set_slider("Learning rate, slider", 0.03)
    listener.set_slider("b, slider", -7)
    assert listener.one("slider", "b,")["value"] == -7
    listener.set_slider("b, slider", 4.2)
    listener.set_slider("Speed", 1e9)

    listener.press("Play")
    listener.until(lambda: "finished after 300 updates" in listener.heard())
    assert listener.one("label", "finished after 300 updates")
    assert listener.one("progress bar", "epoch 3 of 3")
    loss_now = "and is 0.00004966 after update 300. The floor is 0.00004944."
    listener.until(lambda: loss_now in listener.one("chart", "Plot of the loss")["description"])
    w_now = "w₁ starts at 0.008436 and is 1.999990 after update 300; the truth is 2."
    listener.until(lambda: w_now in listener.one("chart", "Plot of the parameters")["description"])
    rows = [node["name"] for node in listener.tree() if node["role"] == "table cell"]
    assert "0.00004966" in rows
    # 300 updates were made, and none of them was announced by itself.
    assert len([words for words in listener.heard() if "update" in words]) == 1
    assert_nothing_is_nameless(listener)


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
