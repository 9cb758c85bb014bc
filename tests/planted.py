"""Settings files in which somebody has planted objects of Python: reading one of them runs its code."""

import json
import sys
from pathlib import Path
from typing import Final

from tests.program import run_outside

KEYS: Final = (
    *("experiment", "pace", "language", "projector", "recent_files", "layouts", "layout/window", "layout/splitter"),
    *("window", "splitter"),
)
"""Every key that the window has ever read."""

_FILES: Final = {
    "linreg-playground/linreg-playground.ini": (),
    "QtProject.conf": ("FileDialog/history", "FileDialog/lastVisited", "FileDialog/shortcuts"),
    "kdeglobals": ("General/font", "Icons/Theme", "KDE/widgetStyle"),
}
"""Files of the program and of Qt, and what Qt itself reads in them: for its file dialog, and for the looks of KDE."""

_PLANT: Final = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QSettings

class Planted:
    def __reduce__(self):
        return Path.touch, (Path(sys.argv[1]),)

for path, keys in json.loads(sys.argv[2]).items():
    settings = QSettings(path, QSettings.Format.IniFormat)
    for key in keys:
        settings.setValue(key, Planted())
    settings.sync()
"""


def plant(config: Path, *keys: str) -> Path:
    """Plant objects under keys, wherever the program or Qt may look; return a file that is there when one was read."""
    executed = config / "EXECUTED"
    (config / "linreg-playground").mkdir(parents=True)
    files = {str(config / name): (*keys, *more) for name, more in _FILES.items()}
    assert run_outside(sys.executable, "-c", _PLANT, str(executed), json.dumps(files), folder=config).code == 0
    texts = [Path(file).read_text("latin-1") for file in files]
    assert [text.count("@Variant") for text in texts] == [len(planted) for planted in files.values()]
    (config / "linreg-playground/settings.json").write_text(json.dumps(dict.fromkeys(keys, texts[0])))
    return executed


def remembers(config: Path) -> bool:
    """Tell whether the window has been there: then it has written what it remembers, and nothing that was planted."""
    settings = json.loads((config / "linreg-playground/settings.json").read_text())
    return isinstance(settings.get("experiment"), dict)
