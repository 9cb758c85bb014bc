"""A hand that does anything at all to the window of a running program, as a user would: from outside."""

import select
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from linreg_gui.core.spec.experiment import Experiment
from linreg_gui.core.spec.files import write_experiment
from tests.program import SECONDS
from tests.screen import Guest

FAULT: Final = "^(Something went wrong|出错了)$"
"""The title of the dialog of faults."""

_OPEN: Final = "^(Open experiment|打开实验)$"
"""The title of the dialog by which a file is opened."""

_TEXTS: Final = ("5", "-3.4", "0.03", "1e-5", "1000", "2", "all", "3,5", "", "-", "1e", "nan", "9" * 40, "<b>5", "%s")
_KEYS: Final = (
    *("space", "space", "r", "Right", "shift+Right", "Left", "Up", "Down", "Home", "End", "Prior", "Next", "Tab"),
    *("shift+Tab", "Return", "Escape", "F9", "F9", "5", "Delete", "ctrl+a", "ctrl+c", "ctrl+v", "ctrl+z"),
    *("ctrl+o", "ctrl+s", "ctrl+shift+s", "alt+Down", "ctrl+End", "shift+Home"),
)
_ENDS: Final = ("", "", "Return", "Tab", "Escape")
_MENUS: Final = ("alt+r", "alt+v", "alt+h")
"""All but the one by which one leaves."""

_SIZES: Final = ((1280, 800), (1400, 900), (1024, 700), (800, 600), (200, 150))
_NOTCHES: Final = (1, 1, 7, 100)
_MENU_BAR: Final = 60
_AWAY: Final = (1399, 899)
_ROUNDS: Final = 4
_MOST_GROWTH: Final = 100.0

Action = Callable[[], str]


class Size(NamedTuple):
    """What a process must not have more and more of."""

    megabytes: float
    threads: int


class OutsideHand:
    """Uses a window with mouse and keyboard, without a thought, and looks whether anything goes wrong.

    Attributes
    ----------
    found : list of str
        What went wrong, in order.

    Parameters
    ----------
    guest : Guest
        The program.
    seed : int
        What the actions follow from.
    file : Path
        Where it may put an experiment to open.
    """

    def __init__(self, guest: Guest, seed: int, file: Path) -> None:
        self.found: list[str] = []
        self._guest = guest
        self._screen = guest.screen
        self._random = Random(seed)
        self._file = file
        self._actions: dict[Action, int] = {
            self._press: 20,
            self._write: 15,
            self._click: 20,
            self._drag: 20,
            self._turn_wheel: 15,
            self._choose_in_menu: 4,
            self._resize: 3,
        }

    def use(self, actions: int) -> list[Size]:
        """Use the window in rounds, up to the first thing that goes wrong; return its size after each round."""
        sizes = []
        for number in range(actions):
            (action,) = self._random.choices(list(self._actions), list(self._actions.values()))
            told = f"action {number}, {action.__name__.strip('_')}: {action()}"
            self._until(self._waits)
            self._look(told)
            self._return_to_window()
            if (number + 1) % max(actions // _ROUNDS, 1) == 0:
                sizes.append(self._open_reference())
                print(f"after {number + 1} actions: {sizes[-1]}", flush=True)
            if self.found:
                return sizes
        if sizes[-1].megabytes > sizes[0].megabytes + _MOST_GROWTH:
            self.found.append(f"memory grows: {sizes}")
        if sizes[-1].threads > sizes[0].threads + 1:
            self.found.append(f"threads are left: {sizes}")
        return sizes

    def _press(self) -> str:
        key = self._random.choice(_KEYS)
        self._guest.press(key)
        return key

    def _write(self) -> str:
        text, end = self._random.choice(_TEXTS), self._random.choice(_ENDS)
        self._screen.xdotool("mousemove", "--window", self._guest.window, *self._place(), "click", 1, "key", "ctrl+a")
        self._guest.write(text)
        if end:
            self._guest.press(end)
        return f"{text!r}, then {end or 'nothing'}"

    def _click(self) -> str:
        times, button, place = self._random.choice((1, 1, 2)), self._random.choice((1, 1, 1, 2, 3)), self._place()
        moved = ("mousemove", "--window", self._guest.window, *place)
        self._screen.xdotool(*moved, "click", "--repeat", times, "--delay", 20, button)
        return f"{times} times button {button} at {place}"

    def _drag(self) -> str:
        button, (x, y), end = self._random.choice((1, 1, 1, 2, 3)), self._place(), self._place()
        start = (x, max(y, _MENU_BAR))  # else it could end on what closes the window
        window = self._guest.window
        middle = ((x + end[0]) // 2, (start[1] + end[1]) // 2)
        self._screen.xdotool(
            *("mousemove", "--window", window, *start, "mousedown", button),
            *("mousemove", "--window", window, *middle),
            *("mousemove", "--window", window, *end, "mouseup", button),
        )
        return f"button {button} from {start} to {end}"

    def _turn_wheel(self) -> str:
        notches, button, place = self._random.choice(_NOTCHES), self._random.choice((4, 5)), self._place()
        focused = self._random.random() < 0.5
        self._screen.xdotool(
            *("mousemove", "--window", self._guest.window, *place),
            *(("click", 1) if focused else ()),
            *("click", "--repeat", notches, "--delay", 0, button),
        )
        return f"{notches} notches of button {button} at {place}, {'with' if focused else 'without'} the focus"

    def _choose_in_menu(self) -> str:
        menu, downs = self._random.choice(_MENUS), self._random.randrange(1, 4)
        self._guest.press(menu, *["Down"] * downs, "Return")
        return f"{menu}, entry {downs}"

    def _resize(self) -> str:
        size = self._random.choice(_SIZES)
        self._screen.xdotool("windowsize", self._guest.window, *size)
        return str(size)

    def _place(self) -> tuple[int, int]:
        """Return a place in the largest of the windows; in a smaller one it may lie beside it."""
        width, height = _SIZES[1]
        return self._random.randrange(width), self._random.randrange(height)

    def _look(self, told: str) -> None:
        """Look whether anything went wrong."""
        process = self._guest.process
        assert process.stderr is not None
        if process.poll() is not None:
            self.found.append(f"{told}: the program has ended with {process.returncode}")
        elif select.select([process.stderr], [], [], 0)[0]:
            self.found.append(f"{told}: something is on standard error")
        elif self._screen.windows("--name", FAULT):
            self.found.append(f"{told}: the window reports a fault")

    def _others(self) -> set[str]:
        """Return menus and dialogs that are open."""
        return set(self._screen.windows("--pid", self._guest.process.pid)) - {self._guest.window}

    def _return_to_window(self) -> None:
        """Close what is open beside the window, and give it the keyboard again."""
        self._press_in_others("Escape", lambda: not self._others())
        self._screen.xdotool("windowfocus", self._guest.window)

    def _press_in_others(self, key: str, condition: Callable[[], bool]) -> None:
        """Press a key in what is open beside the window until something is so, or the program has ended."""

        def pressed() -> bool:
            if condition() or self._guest.process.poll() is not None:
                return True
            self._screen.xdotool("mousemove", *_AWAY)  # else tool tips stay
            for other in self._others():
                self._screen.xdotool("windowfocus", other, "key", key, check=False)
            self._until(self._waits)
            return False

        self._until(pressed)

    def _waits(self) -> bool:
        """Tell whether the program waits for what comes: then it has done all that it was told to, or has ended."""
        process = self._guest.process
        return process.poll() is not None or "poll" in Path(f"/proc/{process.pid}/wchan").read_text()

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, "this never came to be"

    def _open_reference(self) -> Size:
        """Open the reference experiment, and return what the process has then."""
        write_experiment(self._file, Experiment())
        self._guest.press("ctrl+o")
        self._until(lambda: bool(self._screen.windows("--name", _OPEN)))
        self._screen.xdotool("windowfocus", "--sync", *self._others())
        self._guest.write(str(self._file))
        opened = f"^{self._file.name} – "
        self._press_in_others("Return", lambda: bool(self._screen.windows("--name", opened)) and not self._others())
        self._return_to_window()
        self._screen.xdotool("windowsize", self._guest.window, *_SIZES[0])
        self._guest.until_it_rests()
        status = Path(f"/proc/{self._guest.process.pid}/status").read_text()
        values = dict(line.split(":", 1) for line in status.splitlines())
        return Size(int(values["VmRSS"].split()[0]) / 1e3, int(values["Threads"]))
