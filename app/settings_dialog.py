"""The settings: search model, library, indexing, appearance, keys, privacy. Every choice counts at once; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.activity import MODES, mode_explained, mode_in_words
from app.key_map import KeyMap
from app.keys_page import KeysPage
from app.model_row import size_in_words
from app.settings import Settings
from app.theme import small
from app.timecode import printable

if TYPE_CHECKING:
    from engine.messages import CacheState, Progress

GIGABYTE = 1_000_000_000
LIMITS = (0, 1, 2, 5, 10, 20, 50, 100)  # GB for pictures; 0: none


class SettingsDialog(QDialog):
    """Wishes as signals, facts by `show_…`; what only the window uses is written to `settings` here."""

    model_requested = Signal()
    device_chosen = Signal(str)
    move_requested = Signal()
    open_requested = Signal()
    reveal_requested = Signal()
    cancel_move_requested = Signal()
    limit_chosen = Signal(int)  # bytes
    mode_chosen = Signal(str)
    mains_chosen = Signal(bool)
    theme_chosen = Signal(str)
    calm_chosen = Signal(bool)

    def __init__(self, parent: QWidget, settings: Settings, keys: KeyMap, battery: bool) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(self.tr("Settings"))
        self.resize(760, 520)
        self._names = QListWidget()
        self._names.setObjectName("settings")
        self._names.setFixedWidth(168)
        self._names.setAccessibleName(self.tr("Groups of settings"))
        self._stack = QStackedWidget()
        for name, page in (
            (self.tr("Search"), self._search_page()),
            (self.tr("Library"), self._library_page()),
            (self.tr("Indexing"), self._indexing_page(battery)),
            (self.tr("Appearance"), self._appearance_page()),
            (self.tr("Keys"), KeysPage(keys)),
            (self.tr("Privacy"), self._privacy_page()),
        ):
            item = QListWidgetItem(name)
            item.setSizeHint(QSize(0, 36))
            self._names.addItem(item)
            self._stack.addWidget(page)
        self._names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._names.setCurrentRow(0)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        right = QVBoxLayout()
        right.setContentsMargins(24, 20, 24, 20)
        right.addWidget(self._stack, 1)
        right.addLayout(row)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._names)
        layout.addLayout(right, 1)

    @property
    def pages(self) -> int:
        """How many there are."""
        return self._stack.count()

    def show_page(self, number: int) -> None:
        """Search, library, indexing, appearance, keys, privacy."""
        self._names.setCurrentRow(number)

    # Facts in ----------------------------------------------------------------------------------------------------

    def show_model(self, name: str, device: str) -> None:
        """What is searched with now, and what computes."""
        self._model.setText(printable(name) or self.tr("No search model"))
        self._device_now.setText(self.tr("Now: {0}").format(printable(device)) if device else "")

    def show_library(self, folder: str) -> None:
        """Where the library lies."""
        self._place.setText(printable(folder))

    def show_cache(self, state: CacheState) -> None:
        """What the pictures take."""
        self._cache.setText(self.tr("They take {0} now.").format(size_in_words(state.size)))

    def show_move(self, progress: Progress | None, words: str = "") -> None:
        """How far copying is, and how it ended."""
        moving = progress is not None
        for button in (self._move, self._open):
            button.setEnabled(not moving)
        self._moving.setVisible(moving)
        self._stop_moving.setVisible(moving)
        if progress is not None and progress.total > 0:
            self._moving.setValue(round(100 * progress.done / progress.total))
        self._moved.setText(printable(words))
        self._moved.setVisible(bool(words))

    # Pages -------------------------------------------------------------------------------------------------------

    def _search_page(self) -> QWidget:
        self._model = _label("")
        self._model.setFont(small(self._model.font(), 1, bold=True))
        change = _button(self.tr("Change…"), self.model_requested.emit)
        device = _choice(
            (("", self.tr("The best there is")), ("cpu", self.tr("Processor only"))),
            self._settings.device,
            self.device_chosen.emit,
        )
        device.setAccessibleName(self.tr("Computes on"))
        self._device_now = _label("", quiet=True)
        return _page(
            self.tr("Search model"),
            _beside(self._model, change),
            _label(
                self.tr(
                    "What recognises the pictures. Another model looks at all videos anew; what was indexed with this one is kept."
                ),
                quiet=True,
            ),
            self.tr("Computes on"),
            _beside(device),
            self._device_now,
        )

    def _library_page(self) -> QWidget:
        self._place = _label("")
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._move = _button(self.tr("Move…"), self.move_requested.emit)
        self._open = _button(self.tr("Open another…"), self.open_requested.emit)
        reveal = _button(self.tr("Show in file manager"), self.reveal_requested.emit)
        self._moving = QProgressBar()
        self._moving.setTextVisible(False)
        self._stop_moving = _button(self.tr("Cancel"), self.cancel_move_requested.emit)
        self._moved = _label("")
        for widget in (self._moving, self._stop_moving, self._moved):
            widget.hide()
        names = ((limit, self.tr("No limit") if not limit else f"{limit} GB") for limit in LIMITS)
        present = min(LIMITS, key=lambda limit: abs(limit * GIGABYTE - self._settings.cache_limit))
        limits = _choice(
            tuple((str(limit), name) for limit, name in names),
            str(present),
            lambda text: self.limit_chosen.emit(int(text) * GIGABYTE),
        )
        limits.setAccessibleName(self.tr("Limit for pictures"))
        self._cache = _label("", quiet=True)
        return _page(
            self.tr("Place of the library"),
            self._place,
            _beside(self._move, self._open, reveal),
            _beside(self._moving, self._stop_moving),
            self._moved,
            _label(
                self.tr(
                    "Moving copies the library, compares the copy, and only then uses it. The old one is left where it is, for you to delete."
                ),
                quiet=True,
            ),
            self.tr("Pictures kept for results and for looking through videos"),
            _beside(limits),
            self._cache,
            _label(
                self.tr(
                    "Beyond the limit the pictures of the videos indexed longest ago are let go. Searching does not need them."
                ),
                quiet=True,
            ),
        )

    def _indexing_page(self, battery: bool) -> QWidget:
        explained = _label(mode_explained(self._settings.mode), quiet=True)

        def choose(mode: str) -> None:
            explained.setText(mode_explained(mode))
            self.mode_chosen.emit(mode)

        mode = _choice(tuple((name, mode_in_words(name)) for name in MODES), self._settings.mode, choose)
        mode.setAccessibleName(self.tr("How much of this computer"))
        mains = QCheckBox(self.tr("Only on mains power"))
        mains.setChecked(self._settings.mains_only)
        mains.toggled.connect(self.mains_chosen)
        mains.setVisible(battery)
        return _page(
            self.tr("How much of this computer"),
            _beside(mode),
            explained,
            *([mains] if battery else []),
            _label(self.tr("Searching is never slowed down by this."), quiet=True),
        )

    def _appearance_page(self) -> QWidget:
        settings = self._settings

        def speak(language: str) -> None:
            settings.language = language
            later.show()

        later = _label(self.tr("Counts from the next start on."), quiet=True)
        later.hide()
        languages = (("system", self.tr("As the system")), ("en", "English"), ("ko", "\ud55c\uad6d\uc5b4"))
        language = _choice(languages, settings.language, speak)
        language.setAccessibleName(self.tr("Language"))
        themes = (("system", self.tr("As the system")), ("light", self.tr("Light")), ("dark", self.tr("Dark")))
        theme = _choice(themes, settings.theme, self.theme_chosen.emit)
        theme.setAccessibleName(self.tr("Colours"))
        calm = QCheckBox(self.tr("Reduced motion"))
        calm.setChecked(settings.calm)
        calm.toggled.connect(self.calm_chosen)
        calm.setToolTip(self.tr("Nothing glides, and pictures do not follow the pointer"))
        return _page(
            self.tr("Language"), _beside(language), later, self.tr("Colours"), _beside(theme), self.tr("Motion"), calm
        )

    def _privacy_page(self) -> QWidget:
        downloads = self._settings.downloads
        title = self.tr("Offline. 0 bytes sent.") if not downloads else self.tr("Offline. Nothing of yours was sent.")
        words = _label(title)
        words.setFont(small(words.font(), 3, bold=True))
        more = [
            _label(
                self.tr(
                    "Your videos, your questions and what was found stay on this computer. Nothing is reported to anybody."
                ),
                quiet=True,
            )
        ]
        if downloads:
            more.append(_label(self.tr("Downloaded from huggingface.co, because you asked for it:")))
            more.append(_label(printable_lines(downloads), quiet=True))
        else:
            more.append(
                _label(
                    self.tr("The network is used for one thing only: downloading a search model when you ask for it."),
                    quiet=True,
                )
            )
        return _page("", words, *more)


def printable_lines(lines: list[str]) -> str:
    """Each on its own line, safe to show."""
    return "\n".join(printable(line) for line in lines)


def _page(*parts: str | QWidget) -> QWidget:
    """Headings (text) and what stands under them."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for number, part in enumerate(parts):
        if isinstance(part, str):
            if not part:
                continue
            heading = QLabel(part)
            heading.setProperty("heading", True)
            heading.setFont(small(heading.font(), 0, bold=True))
            if number:
                column.addSpacing(16)
            column.addWidget(heading)
        else:
            column.addWidget(part)
    column.addStretch()
    return page


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, QLabel | QProgressBar) else 0)
    if not any(isinstance(widget, QLabel | QProgressBar) for widget in widgets):
        row.addStretch()
    return holder


def _button(words: str, clicked: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: clicked())
    return button


def _choice(options: tuple[tuple[str, str], ...], present: str, chosen: Callable[[str], None]) -> QComboBox:
    box = QComboBox()
    for value, name in options:
        box.addItem(name, value)
    box.setCurrentIndex(max(0, box.findData(present)))
    box.activated.connect(lambda index: chosen(str(box.itemData(index))))
    return box


def _label(words: str, quiet: bool = False) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("quiet", quiet)
    return label
