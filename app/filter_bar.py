"""The row under the search field: which folders and videos, which bands; what was found; the better order that waits."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.filters import ALWAYS, ICONS, NAMES, Filters, choices, filters_of
from app.results_model import Showing
from app.theme import Theme
from app.timecode import printable
from engine.messages import Scope

FOUND = 80  # pixels for what was found, at least
DOWN = "▾"


class FilterBar(QFrame):
    """Wishes: other filters, other bands, no folder scope, the better order. `filters` is what is chosen."""

    chosen = Signal(object)  # Filters as they were before, for undo; the scope is another one now
    bands_chosen = Signal(object)  # Showing
    all_folders_requested = Signal()
    better_order_requested = Signal()
    again_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(40)
        self.filters = Filters()
        self._theme = theme
        self._icons: dict[QToolButton, str] = {}
        self._folders = self._button(theme, self.tr("All folders"), "folder")
        self._folders_tip = self.tr("Click a folder in the library to search only there; click here for all")
        self._folders.clicked.connect(self.all_folders_requested)
        self._buttons = {name: self._button(theme, "", ICONS[name]) for name in NAMES}
        self._groups = {name: self._menu(button, name) for name, button in self._buttons.items()}
        self._bands = self._button(theme, "", "bands")
        self._band_actions = self._fill(QMenu(self._bands), [self._band_words(showing) for showing in Showing])
        self._give_menu(self._bands, self._band_actions)
        self._band_actions.triggered.connect(self._choose_bands)
        self._more = self._button(theme, self.tr("More filters"), "filter")
        self._more.setAccessibleName(self.tr("More filters"))
        self._more.setMenu(self._menu_of_more())
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._found = _Found()
        self._better = self._link(self.tr("Better order ready  R"), self.better_order_requested)
        self._again = self._link(self.tr("Search again"), self.again_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(4)
        for widget in (self._folders, *self._buttons.values(), self._bands, self._more):
            layout.addWidget(widget)
        layout.addWidget(self._found, 1)
        layout.addWidget(self._again)
        layout.addWidget(self._better)
        self._put(self._folders, self.tr("All folders"))
        self._tell()

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_scope(self, names: list[str]) -> None:
        """The folders searched; none means all."""
        if not names:
            words = self.tr("All folders")
        elif len(names) == 1:
            words = printable(names[0])
        else:
            words = self.tr("{0} folders").format(len(names))
        self._put(self._folders, words if len(words) <= 24 else words[:23] + "…")
        self._mark(self._folders, bool(names))

    def show_found(self, *variants: str) -> None:
        """What was found, in words: the same from long to short; the longest that fits is shown."""
        self._found.show_variants(variants)

    def show_better_order(self, waiting: bool) -> None:
        """Offer the refined order without taking the present one away."""
        self._better.setVisible(waiting)

    def show_again(self, offered: bool) -> None:
        """More videos have become searchable since."""
        self._again.setVisible(offered)

    def restore(self, filters: Filters) -> None:
        """Choose all of these; the wishes are told, but not as a step to be undone."""
        before, self.filters = self.filters, filters
        self._tell()
        if before.showing is not filters.showing:
            self.bands_chosen.emit(filters.showing)

    def show_filters_of(self, scope: Scope) -> None:
        """Choose what a saved search was asked with; bands stay."""
        now = filters_of(scope, datetime.date.today())
        self.restore(Filters(now.chosen, self.filters.showing))

    # The choice --------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Every filter of this bar back to the start."""
        self._take(Filters())

    @property
    def scope(self) -> Scope:
        """As the engine is asked, folders apart."""
        return self.filters.scope(datetime.date.today())

    @property
    def any_set(self) -> bool:
        """Whether a filter of this bar keeps videos back."""
        return bool(self.filters.chosen)

    @property
    def bands_words(self) -> str:
        """The band filter as it reads."""
        return self._bands.accessibleName()

    def words(self, name: str) -> str:
        """A filter as it reads now, `2024`; that of the folders too."""
        button = self._folders if name == "folders" else self._buttons[name]
        return button.accessibleName()

    def choose(self, name: str, number: int) -> None:
        """Take an entry of a filter."""
        self._take(self.filters.put(name, number))

    def _take(self, filters: Filters) -> None:
        if filters != self.filters:
            before = self.filters
            self.restore(filters)
            self.chosen.emit(before)

    def _choose_bands(self, action: QAction) -> None:
        showing = list(Showing)[self._band_actions.actions().index(action)]
        self._take(Filters(self.filters.chosen, showing))

    # Parts -------------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        today = datetime.date.today()
        for name, button in self._buttons.items():
            number = self.filters.of(name)
            self._groups[name].actions()[number].setChecked(True)
            self._put(button, choices(name, today)[number].words)
            button.setVisible(name in ALWAYS or number > 0)
            self._mark(button, number > 0)
        showing = self.filters.showing
        self._band_actions.actions()[list(Showing).index(showing)].setChecked(True)
        self._put(self._bands, self._band_words(showing))
        self._mark(self._bands, showing is not Showing.EVERYTHING)
        self._more.setVisible(any(self.filters.of(name) == 0 for name in NAMES if name not in ALWAYS))
        self._fold()

    def _band_words(self, showing: Showing) -> str:
        return {
            Showing.EVERYTHING: self.tr("All matches"),
            Showing.LIKELY: self.tr("Strong + possible"),
            Showing.STRONG: self.tr("Strong only"),
        }[showing]

    def _button(self, theme: Theme, text: str, icon: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("filter", True)
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.put_icon(button, icon, "quiet")
        button.setIconSize(QSize(16, 16))
        self._icons[button] = icon
        return button

    def _menu(self, button: QToolButton, name: str) -> QActionGroup:
        group = self._entries(QMenu(button), name)
        self._give_menu(button, group)
        return group

    def _give_menu(self, button: QToolButton, group: QActionGroup) -> None:
        menu = group.parent()
        assert isinstance(menu, QMenu)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _menu_of_more(self) -> QMenu:
        """The filters without a button of their own, each as a menu; only those that are not set yet."""
        menu = QMenu(self._more)
        for name in (name for name in NAMES if name not in ALWAYS):
            inner = menu.addMenu(choices(name, datetime.date.today())[0].words)
            self._entries(inner, name)
            menu.aboutToShow.connect(
                lambda inner=inner, name=name: inner.menuAction().setVisible(self.filters.of(name) == 0)
            )
        return menu

    def _entries(self, menu: QMenu, name: str) -> QActionGroup:
        words = [choice.words for choice in choices(name, datetime.date.today())]
        group = self._fill(menu, words)
        group.triggered.connect(lambda action: self.choose(name, group.actions().index(action)))
        return group

    def _fill(self, menu: QMenu, words: list[str]) -> QActionGroup:
        group = QActionGroup(menu)
        for text in words:
            action = menu.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
        return group

    def _link(self, text: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setProperty("link", True)
        button.setText(text)
        button.clicked.connect(signal)
        button.hide()
        return button

    def _put(self, button: QToolButton, words: str) -> None:
        """Words with some air after the icon, and the sign of a menu."""
        button.setAccessibleName(words)
        button.setText(f" {words}  {DOWN}" if button.menu() else f" {words}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window only the filters that are set keep their words."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """From all words to icons alone, one button after the other, those that are set last, until everything has its place."""
        buttons = (self._folders, *self._buttons.values(), self._bands, self._more)
        shown = [button for button in buttons if button.isVisibleTo(self)]
        for button in buttons:
            button.setToolButtonStyle(_style(button is self._more))
        unset = [button for button in shown if not button.property("set")]
        for button in (*reversed(unset), *(button for button in shown if button not in unset)):
            if sum(button.sizeHint().width() + 4 for button in shown) + 32 + FOUND <= self.width():
                break
            button.setToolButtonStyle(_style(True))
        for button in buttons:
            told = button is self._folders and not button.property("set")
            button.setToolTip(self._folders_tip if told else button.accessibleName())

    def _mark(self, button: QToolButton, is_set: bool) -> None:
        if bool(button.property("set")) != is_set:  # in colour, since in a narrow window the icon is all there is
            self._theme.put_icon(button, self._icons[button], "accent" if is_set else "quiet")
            button.setIconSize(QSize(16, 16))
        button.setProperty("set", is_set)
        button.style().unpolish(button)
        button.style().polish(button)
        if button is self._folders:
            self._fold()


def _style(only_icon: bool) -> Qt.ToolButtonStyle:
    return Qt.ToolButtonStyle.ToolButtonIconOnly if only_icon else Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class _Found(QLabel):
    """The longest of several wordings that there is room for; the tooltip has the whole."""

    def __init__(self) -> None:
        super().__init__()
        self._variants: tuple[str, ...] = ()
        self.setProperty("quiet", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_variants(self, variants: tuple[str, ...]) -> None:
        self._variants = variants
        self.setToolTip(variants[0] if variants else "")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 4
        fitting = (words for words in self._variants if self.fontMetrics().horizontalAdvance(words) <= room)
        self.setText(next(fitting, ""))
