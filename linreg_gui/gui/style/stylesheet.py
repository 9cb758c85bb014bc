"""The few things that the palette cannot say."""

from linreg_gui.gui.style.appearance import Appearance


def stylesheet(appearance: Appearance) -> str:
    """Return the style sheet of the window. Widgets carry their part in the property ``role``."""
    look = appearance
    return f"""
        QLabel[role="title"] {{ font-weight: 600; padding: 4px 0; }}
        QLabel[role="error"] {{ color: {look.error}; font-weight: 600; }}
        QPushButton {{ padding: 5px 12px; }}
        QPushButton[role="primary"] {{
            background: {look.accent}; color: {look.accent_text}; border: 1px solid {look.accent};
            border-radius: 4px; font-weight: 600;
        }}
        QPushButton[role="primary"]:hover, QPushButton[role="primary"]:focus {{ border-color: {look.text}; }}
        QLineEdit {{ padding: 2px 4px; border: 1px solid {look.border}; border-radius: 2px; background: {look.base}; }}
        QLineEdit:focus {{ border-color: {look.accent}; }}
        QCheckBox::indicator:unchecked {{ border: 1px solid {look.muted}; background: {look.base}; }}
        QCheckBox:focus {{ color: {look.accent}; }}
        QCheckBox::indicator:unchecked:focus {{ border-color: {look.accent}; }}
        QTableView {{ border: 1px solid {look.border}; }}
        QHeaderView::section {{ padding: 4px 3px; border: 0; border-bottom: 1px solid {look.border}; }}
        QSplitter::handle {{ background: {look.border}; width: 1px; }}
        QProgressBar {{
            border: 1px solid {look.border}; border-radius: 3px; background: {look.base}; text-align: center;
        }}
        QProgressBar::chunk {{ background: {look.batch_loss}; border-radius: 2px; }}
        QMessageBox {{ qproperty-textFormat: PlainText; }}  /* also Qt's own, which quote names */
    """
