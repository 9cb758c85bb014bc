"""Python objects in Qt's files: reading one runs its code, so none is read."""

import pickle

from PySide6.QtCore import QByteArray, QDataStream, QIODevice


def read_no_objects() -> None:
    """Have Qt read Python objects as nothing from now on.

    Qt itself reads settings files that others may have written, for its file dialog and for the desktop's looks. What
    PySide unpickles the objects in them with, it looks up once, when it reads the first one.
    """
    loads = pickle.loads
    pickle.loads = lambda *_: None
    try:
        written = QByteArray()
        QDataStream(written, QIODevice.OpenModeFlag.WriteOnly).writeQVariant(object)
        QDataStream(written).readQVariant()
    finally:
        pickle.loads = loads
