"""The row under the search field: which folders, which lengths, which bands; what was found; the better order that waits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from app.results_model import Showing
from app.theme import Theme
from app.timecode import printable

LENGTHS: tuple[tuple[float | None, float | None], ...] = (
    (None, None),
    (None, 60.0),
    (60.0, 600.0),
    (600.0, 3600.0),
    (3600.0, None),
)


class FilterBar(QFrame):
    """Wishes: other lengths, other bands, no folder scope, the better order."""

    length_chosen = Signal(object, object)  # shortest, longest: seconds or None
    bands_chosen = Signal(object)  # Showing
    all_folders_requested = Signal()
    better_order_requested = Signal()
    again_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(40)
        self._folders = self._button(theme, self.tr("All folders"), "folder")
        self._folders_tip = self.tr("Click a folder in the library to search only there; click here for all")
        self._folders.clicked.connect(self.all_folders_requested)
        self._length = self._button(theme, "", "clock")
        self._bands = self._button(theme, "", "bands")
        self._length_actions = self._menu(self._length, [self._length_words(number) for number in range(len(LENGTHS))])
        self._band_actions = self._menu(self._bands, [self._band_words(showing) for showing in Showing])
        self._length_actions.triggered.connect(self._choose_length)
        self._band_actions.triggered.connect(self._choose_bands)
        self.chosen_length = 0
        self.showing = Showing.EVERYTHING
        self._found = _Found()
        self._better = self._link(self.tr("Better order ready  R"), self.better_order_requested)
        self._again = self._link(self.tr("Search again"), self.again_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(4)
        for widget in (self._folders, self._length, self._bands):
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
        self._put(self._folders, words if len(words) <= 24 else words[:23] + "\N{HORIZONTAL ELLIPSIS}")
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

    def clear(self) -> None:
        """Every filter of this bar back to the start."""
        self.chosen_length = 0
        self.showing = Showing.EVERYTHING
        self._tell()
        self.length_chosen.emit(None, None)
        self.bands_chosen.emit(self.showing)

    @property
    def length(self) -> tuple[float | None, float | None]:
        """Shortest and longest video."""
        return LENGTHS[self.chosen_length]

    @property
    def bands_words(self) -> str:
        """The band filter as it reads."""
        return self._bands.accessibleName()

    # Parts -------------------------------------------------------------------------------------------------------

    def _choose_length(self, action: QAction) -> None:
        self.chosen_length = self._length_actions.actions().index(action)
        self._tell()
        self.length_chosen.emit(*self.length)

    def _choose_bands(self, action: QAction) -> None:
        self.showing = list(Showing)[self._band_actions.actions().index(action)]
        self._tell()
        self.bands_chosen.emit(self.showing)

    def _tell(self) -> None:
        self._length_actions.actions()[self.chosen_length].setChecked(True)
        self._band_actions.actions()[list(Showing).index(self.showing)].setChecked(True)
        self._put(self._length, self._length_words(self.chosen_length))
        self._put(self._bands, self._band_words(self.showing))
        self._mark(self._length, self.chosen_length != 0)
        self._mark(self._bands, self.showing is not Showing.EVERYTHING)

    def _length_words(self, number: int) -> str:
        return (
            self.tr("Any length"),
            self.tr("Under 1 min"),
            self.tr("1 to 10 min"),
            self.tr("10 to 60 min"),
            self.tr("Over 1 hour"),
        )[number]

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
        return button

    def _menu(self, button: QToolButton, words: list[str]) -> QActionGroup:
        menu = QMenu(button)
        group = QActionGroup(menu)
        for text in words:
            action = menu.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
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
        button.setText(f" {words}  \N{BLACK DOWN-POINTING SMALL TRIANGLE}" if button.menu() else f" {words}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window only the filters that are set keep their words."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < 540
        for button in (self._folders, self._length, self._bands):
            only_icon = narrow and not button.property("set")
            style = Qt.ToolButtonStyle.ToolButtonIconOnly if only_icon else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            button.setToolButtonStyle(style)
            button.setToolTip(
                button.accessibleName() if only_icon or button is not self._folders else self._folders_tip
            )

    def _mark(self, button: QToolButton, is_set: bool) -> None:
        button.setProperty("set", is_set)
        button.style().unpolish(button)
        button.style().polish(button)
        self._fold()


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
