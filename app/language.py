"""The window's language: a translation of Qt Linguist from resources/translations, installed before anything is shown."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.theme import ICONS

TRANSLATIONS = ICONS.parent / "translations"


def install_language(application: QApplication, choice: str) -> str:
    """ "system", or a language such as "ko". Texts, and numbers and dates with them; the language that is spoken now, "en" where there is none."""
    language = QLocale.system().name()[:2] if choice == "system" else choice
    own = QTranslator(application)
    if language == "en" or not own.load(str(TRANSLATIONS / f"rushes_{language}.qm")):
        if choice != "system":
            QLocale.setDefault(QLocale(QLocale.Language.English))
        return "en"
    if choice != "system":
        QLocale.setDefault(QLocale(language))
    qt = QTranslator(application)
    if qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt)
    application.installTranslator(own)
    return language
