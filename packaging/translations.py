"""Brings the translations up to date: ``python packaging/translations.py`` in the project's environment.

New texts are added to the .ts file, unfinished; once they are translated there, this makes the .qm file that the
window reads. Texts in the core have the empty context, as `translatable` marks them.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TS = ROOT / "resources/translations/linreg-playground_zh_CN.ts"


def collect(ts: Path = TS) -> None:
    """Add the texts of the program to a .ts file and remove those that are gone."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "linreg_gui").rglob("*.py"))
    aliases = ["-tr-function-alias", "QT_TR_NOOP+=translatable"]
    options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en", "-target-language", "zh_CN"]
    _run("pyside6-lupdate", *aliases, *options, *sources, "-ts", str(ts))


def compile_to(qm: Path, ts: Path = TS) -> None:
    """Make the .qm file of a .ts file."""
    _run("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(Path(sys.executable).with_name(tool)), *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    collect()
    compile_to(TS.with_suffix(".qm"))
