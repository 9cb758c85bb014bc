"""Where the program starts: ``linreg-gui``, which is also ``python -m linreg_gui``."""

import os


def main() -> None:
    """Run the program and end the process. From here on it can be told to end at any moment."""
    try:
        from linreg_gui.process.interruption import end_at_once

        end_at_once()
    except KeyboardInterrupt:
        os._exit(130)
    from linreg_gui.cli.main import run

    run()


if __name__ == "__main__":
    main()
