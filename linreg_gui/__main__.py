"""Where the program starts: ``linreg-gui``, which is also ``python -m linreg_gui``."""

import os
import sys


def main() -> None:
    """Run the program and end the process. From here on it can be told to end at any moment."""
    try:
        from linreg_gui.process.interruption import end_at_once

        end_at_once()
        if sys.platform == "linux":
            _watch_if_memory_is_limited()
    except KeyboardInterrupt:
        os._exit(130)
    except (ImportError, MemoryError, OSError, SystemError):  # there is not even enough for this
        os.write(2, b"linreg-gui: there is not enough memory for this\n")
        os._exit(1)
    _work()


def _work() -> None:
    from linreg_gui.cli.main import run

    run()


def _watch_if_memory_is_limited() -> None:
    from linreg_gui.core.spec.memory import is_limited

    if is_limited():
        from linreg_gui.process.limits import watch

        watch(_work)


if __name__ == "__main__":
    main()
