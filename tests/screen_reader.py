"""A screen reader without a voice: it asks a program what a real one would, and presses what it is told to.

It runs on the system's own Python, which has the libraries for that, as a process of its own: a line of JSON in, one
out. `tests.listener` is the other end.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress

import pyatspi
from gi.repository import Atspi, Gio, GLib

PATIENCE = 30_000
"""Milliseconds that a program may take for an answer: on a busy machine it is not hung after the usual 800."""

heard: list[str] = []


def switch_on() -> None:
    """Tell all programs of the session that somebody listens, as screen readers do when they start."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    said = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    place = ("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set")
    bus.call_sync(*place, said, None, Gio.DBusCallFlags.NONE, -1)


def everything(node: pyatspi.Accessible) -> Iterator[pyatspi.Accessible]:
    """Yield a node of the tree and all below it."""
    yield node
    for index in range(node.childCount):
        below = node.getChildAtIndex(index)
        if below is not None:
            yield from everything(below)


def programs() -> Iterator[pyatspi.Accessible]:
    """Yield all nodes of all programs."""
    for program in pyatspi.Registry.getDesktop(0):
        if program is not None:
            yield from everything(program)


def described(node: pyatspi.Accessible) -> dict[str, object]:
    """Return what a listener is told of a node."""
    states = sorted(pyatspi.stateToString(state) for state in node.getState().getStates())
    told = {"role": node.getRoleName(), "name": node.name, "description": node.description, "states": states}
    with suppress(NotImplementedError):
        told["value"] = node.queryValue().currentValue
    return told


def one(role: str, name: str) -> pyatspi.Accessible:
    """Return the node of that role and name."""
    return next(node for node in programs() if (node.getRoleName(), node.name) == (role, name))


def answer(command: str, *arguments: str) -> object:
    """Do what is asked for."""
    match command:
        case "tree":
            return [described(node) for node in programs()]
        case "press":
            return one("push button", arguments[0]).queryAction().doAction(0)
        case "set":
            one("slider", arguments[0]).queryValue().currentValue = float(arguments[1])
        case "heard":
            return heard
    return None


def on_line(_source: int, _condition: object) -> bool:
    """Answer a line; leave at the last one."""
    line = sys.stdin.readline()
    if not line:
        pyatspi.Registry.stop()
        return False
    print(json.dumps(answer(*json.loads(line))), flush=True)
    return True


Atspi.set_timeout(PATIENCE, PATIENCE)
switch_on()
pyatspi.Registry.registerEventListener(lambda event: heard.append(event.any_data), "object:announcement")
for changes in ("name", "description", "value"):  # a reader that does not ask is told what it knows already
    pyatspi.Registry.registerEventListener(lambda _event: None, f"object:property-change:accessible-{changes}")
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, on_line)
print(json.dumps("ready"), flush=True)
pyatspi.Registry.start()
