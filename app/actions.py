"""The window's actions: made from the table of keys, shown in the menus, each a signal of `Wishes`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from app.key_map import KeyMap
from app.keys import KEYS, words


class Wishes(QObject):
    """One signal for every thing a key or a menu can ask for."""

    focus_search = Signal()
    similar = Signal()
    similar_video = Signal()
    similar_to_file = Signal()
    more_like = Signal()
    less_like = Signal()
    exclude_idea = Signal()
    add_to_question = Signal()
    save_search = Signal()
    better_order = Signal()
    clear_filters = Signal()
    next_in_video = Signal()
    previous_in_video = Signal()
    hide = Signal()
    group = Signal()
    grid_view = Signal()
    film_view = Signal()
    list_view = Signal()
    larger = Signal()
    smaller = Signal()
    backward = Signal()
    hold = Signal()
    forward = Signal()
    frame_back = Signal()
    frame_on = Signal()
    mute = Signal()
    mark_in = Signal()
    mark_out = Signal()
    full_screen = Signal()
    select_range = Signal()
    export_range = Signal()
    export_selects = Signal()
    save_still = Signal()
    play = Signal()
    reveal = Signal()
    copy_file = Signal()
    copy_path = Signal()
    copy_timecode = Signal()
    add_folder = Signal()
    sample_films = Signal()
    rescan = Signal()
    pause = Signal()
    undo = Signal()
    toggle_library = Signal()
    show_problems = Signal()
    choose_model = Signal()
    next_pane = Signal()
    previous_pane = Signal()
    show_keys = Signal()
    show_about = Signal()
    show_settings = Signal()
    show_activity = Signal()
    theme_chosen = Signal(str)
    quit = Signal()
    question_asked = Signal()  # no keys: the middle changes its page
    question_cleared = Signal()


class Actions:
    """All actions by name, added to the window so that their keys work everywhere in it."""

    def __init__(self, window: QMainWindow, wishes: Wishes, theme: str, keys: KeyMap) -> None:
        self._window = window
        self._keys = keys
        self._by_name: dict[str, QAction] = {}
        for key in KEYS:
            if key.name:
                action = QAction(words(key.words), window)
                action.setShortcuts(keys.sequences(key))
                action.triggered.connect(getattr(wishes, key.name))
                window.addAction(action)
                self._by_name[key.name] = action
        keys.changed.connect(self._remap)
        self["add_folder"].setText(QCoreApplication.translate("MainWindow", "Add a folder…"))
        self._more = {
            "similar_to_file": QAction(QCoreApplication.translate("MainWindow", "Find similar to a file…"), window),
            "sample_films": QAction(QCoreApplication.translate("MainWindow", "Make sample films…"), window),
            "copy_path": QAction(QCoreApplication.translate("MainWindow", "Copy path"), window),
            "play": QAction(QCoreApplication.translate("MainWindow", "Play"), window),
            "show_problems": QAction(QCoreApplication.translate("MainWindow", "Problems…"), window),
            "choose_model": QAction(QCoreApplication.translate("MainWindow", "Search model…"), window),
            "show_about": QAction(QCoreApplication.translate("MainWindow", "About Rushes"), window),
        }
        for name, action in self._more.items():
            action.triggered.connect(getattr(wishes, name))
            self._by_name[name] = action
        self._themes = QActionGroup(window)
        for choice, text in (
            ("system", QCoreApplication.translate("MainWindow", "As the system")),
            ("light", QCoreApplication.translate("MainWindow", "Light")),
            ("dark", QCoreApplication.translate("MainWindow", "Dark")),
        ):
            action = self._themes.addAction(text)
            action.setCheckable(True)
            action.setChecked(choice == theme)
            action.triggered.connect(lambda _=False, choice=choice: wishes.theme_chosen.emit(choice))
        self["show_settings"].setText(QCoreApplication.translate("MainWindow", "Settings…"))
        self["show_settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
        self["show_about"].setMenuRole(QAction.MenuRole.AboutRole)
        self["quit"].setMenuRole(QAction.MenuRole.QuitRole)

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def _remap(self) -> None:
        for key in KEYS:
            if key.name:
                self._by_name[key.name].setShortcuts(self._keys.sequences(key))

    def main_menu(self) -> QMenu:
        """Everything, for the menu button; on macOS the same menus stand in the menu bar."""
        menu = QMenu(self._window)
        library = self._fill(
            menu,
            (
                "add_folder",
                "sample_films",
                "rescan",
                "pause",
                None,
                "show_activity",
                "show_problems",
                "choose_model",
                None,
            ),
        )
        self._fill(library, ("similar_to_file", "save_search", "clear_filters", None, "toggle_library"))
        views = menu.addMenu(QCoreApplication.translate("MainWindow", "Results"))
        self._fill(views, (*VIEWS, None, "group", None, "larger", "smaller"))
        appearance = menu.addMenu(QCoreApplication.translate("MainWindow", "Appearance"))
        appearance.addActions(self._themes.actions())
        self._fill(menu, (None, "show_settings", "show_keys", "show_about", "quit"))
        if sys.platform == "darwin":
            bar = self._window.menuBar()
            self._fill(
                bar.addMenu(QCoreApplication.translate("MainWindow", "Library")),
                (
                    "add_folder",
                    "sample_films",
                    "rescan",
                    "pause",
                    "show_activity",
                    "show_problems",
                    "choose_model",
                    "show_settings",
                    "quit",
                ),
            )
            self._fill(bar.addMenu(QCoreApplication.translate("MainWindow", "Moment")), (*MOMENT, "similar_to_file"))
            view = self._fill(
                bar.addMenu(QCoreApplication.translate("MainWindow", "View")),
                ("toggle_library", None, *VIEWS, "group", None, "larger", "smaller", None),
            )
            view.addActions(self._themes.actions())
            self._fill(bar.addMenu(QCoreApplication.translate("MainWindow", "Help")), ("show_keys", "show_about"))
        return menu

    def moment_menu(self) -> QMenu:
        """What can be done with the selected moment."""
        return self._fill(QMenu(self._window), MOMENT)

    def _fill(self, menu: QMenu, names: tuple[str | None, ...]) -> QMenu:
        for name in names:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self[name])
        return menu


MOMENT: tuple[str | None, ...] = (
    "play",
    None,
    "similar",
    "similar_video",
    "add_to_question",
    None,
    "more_like",
    "less_like",
    "exclude_idea",
    None,
    "select_range",
    "export_range",
    "save_still",
    None,
    "reveal",
    "copy_file",
    "copy_path",
    "copy_timecode",
    None,
    "hide",
)
VIEWS = ("grid_view", "film_view", "list_view")
