"""Light and dark: the colours, the stylesheet made of them, and icons drawn in them.

In this file, search_bar.py and main_window.py the name `Qt` is looked up where it is used (`QtCore.Qt`): PySide6 makes its hundreds of enumerations
on the first look, 14 ms that the first paint need not wait for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication
from shiboken6 import isValid

from app.stylesheet import SHEET

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"


@dataclass(frozen=True)
class Colours:
    """One theme. Every text colour has a contrast of 4.5 or more against every ground it is painted on (tests/app/test_theme.py)."""

    name: str
    ground: str  # behind results
    panel: str  # library, player, bars
    raised: str  # fields, hovered cards
    hover: str  # buttons under the pointer
    line: str  # hairlines and tracks
    text: str
    quiet: str  # secondary text
    accent: str
    on_accent: str
    warning: str
    picture: str  # behind letterboxed pictures


DARK = Colours(
    name="dark",
    ground="#151618",
    panel="#1c1d20",
    raised="#25272b",
    hover="#2e3136",
    line="#33363b",
    text="#ececee",
    quiet="#a1a5ab",
    accent="#f2a33c",
    on_accent="#1d1204",
    warning="#f0c24b",
    picture="#0c0d0e",
)
LIGHT = Colours(
    name="light",
    ground="#f3f3f4",
    panel="#fafafa",
    raised="#ffffff",
    hover="#e6e7e9",
    line="#d6d8db",
    text="#1b1c1f",
    quiet="#5a5e65",
    accent="#a84c06",
    on_accent="#ffffff",
    warning="#855c00",
    picture="#24262a",
)


class Theme(QObject):
    """The colours in use. `choice` is "system", "light" or "dark"; `changed` tells painters to paint again."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._buttons: list[tuple[QAbstractButton, str, str]] = []
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._awake = False
        self._system_dark = application.palette().window().color().lightness() < 128  # before we put in our own
        self.choice = choice
        self.colours = DARK
        _choose_font(application)
        self._apply()

    def wake(self) -> None:
        """After the first paint: draw the icons, follow the system."""
        self._awake = True
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme != QtCore.Qt.ColorScheme.Unknown:
            self._system_dark = scheme == QtCore.Qt.ColorScheme.Dark
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        if self.colours is not self._wanted():
            self._apply()
        else:
            self._draw_icons()
            self.changed.emit()

    def choose(self, choice: str) -> None:
        """Follow the system, or stay light or dark."""
        self.choice = choice
        self._apply()

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """A colour of the theme by the name of its field."""
        colour = QColor(getattr(self.colours, name))
        if alpha < 1.0:
            colour.setAlphaF(alpha)
        return colour

    def pixmap(self, name: str, colour: str = "text", size: int = 18, ratio: float = 1.0) -> QPixmap:
        """An icon of resources/icons in a colour of the theme."""
        key = (name, getattr(self.colours, colour, colour), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(name, key[1], size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, colour: str = "text", size: int = 18) -> QIcon:
        """The same as an icon, with a fainter picture for the disabled state."""
        ratio = self._application.devicePixelRatio()
        icon = QIcon(self.pixmap(name, colour, size, ratio))
        icon.addPixmap(self.pixmap(name, "line", size, ratio), QIcon.Mode.Disabled)
        return icon

    def put_icon(self, button: QAbstractButton, name: str, colour: str = "text") -> None:
        """Give a button an icon that follows the theme; calling again replaces it."""
        self._forget_dead()
        self._buttons = [entry for entry in self._buttons if entry[0] is not button]
        self._buttons.append((button, name, colour))
        button.setIconSize(QSize(18, 18))
        if self._awake:
            button.setIcon(self.icon(name, colour))

    def _forget_dead(self) -> None:
        """Buttons of dialogs that are closed: Python still holds what Qt has deleted."""
        self._buttons = [entry for entry in self._buttons if isValid(entry[0])]

    def _follow_system(self, scheme: QtCore.Qt.ColorScheme) -> None:
        self._system_dark = scheme == QtCore.Qt.ColorScheme.Dark
        if self.choice == "system":
            self._apply()

    def _wanted(self) -> Colours:
        return DARK if self.choice == "dark" or (self.choice == "system" and self._system_dark) else LIGHT

    def _apply(self) -> None:
        self.colours = self._wanted()
        self._application.setPalette(_palette(self.colours))
        fields = {name: getattr(self.colours, name) for name in self.colours.__dataclass_fields__}
        self._application.setStyleSheet(SHEET.substitute(fields, icons=ICONS.as_posix()))
        self._draw_icons()
        self.changed.emit()

    def _draw_icons(self) -> None:
        self._forget_dead()
        for button, name, colour in self._buttons if self._awake else ():
            button.setIcon(self.icon(name, colour))


def small(font: QFont, points: float = -1.0, bold: bool = False) -> QFont:
    """A copy of a font, some points larger or smaller."""
    copy = QFont(font)
    copy.setPointSizeF(max(6.0, font.pointSizeF() + points))
    if bold:
        copy.setWeight(QFont.Weight.DemiBold)
    return copy


def _choose_font(application: QApplication) -> None:
    """Keep the desktop's own font; only where there is no desktop setting, take the best sans-serif at hand."""
    font = application.font()
    if font.family() in ("Sans Serif", "Sans", ""):
        font.setFamilies(["Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans", "Roboto", "Sans Serif"])
        font.setPointSizeF(max(10.0, font.pointSizeF()))
        application.setFont(font)


def _draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # here, since it costs start-up time only where an icon is drawn

    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(QtCore.Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, value in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.ground),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.accent),
        (role.PlaceholderText, colours.quiet),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.Mid, colours.line),
        (role.Dark, colours.line),
        (role.Shadow, colours.ground),
    ):
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.quiet))
    return palette
