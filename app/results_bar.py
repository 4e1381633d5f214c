"""The line over the results: in which order they stand, per video or per moment, and as grid, film or list."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from app.grouping import Order
from app.hit_delegate import View
from app.theme import Theme

HEIGHT = 36


class ResultsBar(QFrame):
    """Wishes only; `show_state` tells it what is on."""

    view_chosen = Signal(object)  # View
    order_chosen = Signal(object)  # Order
    group_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setFixedHeight(HEIGHT)
        self._sort = self._button(theme, "sort")
        menu = QMenu(self._sort)
        self._orders = QActionGroup(menu)
        for order in Order:
            action = menu.addAction(self.order_words(order))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, order=order: self.order_chosen.emit(order))
            self._orders.addAction(action)
        self._sort.setMenu(menu)
        self._sort.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._group = self._button(theme, "stack")
        self._group.setCheckable(True)
        self._group.clicked.connect(lambda: self.group_chosen.emit(self._group.isChecked()))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 0)
        row.setSpacing(4)
        row.addWidget(self._sort)
        row.addWidget(self._group)
        row.addStretch(1)
        self._views = QButtonGroup(self)
        for view, icon in ((View.GRID, "grid"), (View.FILM, "film-strip"), (View.LIST, "list")):
            button = QToolButton()
            button.setCheckable(True)
            theme.put_icon(button, icon, "quiet")
            button.setIconSize(QSize(16, 16))
            button.setToolTip(self.view_words(view))
            button.setAccessibleName(self.view_words(view))
            button.clicked.connect(lambda _=False, view=view: self.view_chosen.emit(view))
            self._views.addButton(button, list(View).index(view))
            row.addWidget(button)
        self.show_state(View.GRID, Order.RELEVANCE, True)

    def order_words(self, order: Order) -> str:
        """An order as it reads."""
        return {
            Order.RELEVANCE: self.tr("Best first"),
            Order.DATE: self.tr("Newest first"),
            Order.NAME: self.tr("By name"),
            Order.DURATION: self.tr("Shortest video first"),
        }[order]

    def view_words(self, view: View) -> str:
        """A view as it reads, with its key."""
        return {View.GRID: self.tr("Grid (1)"), View.FILM: self.tr("Film (2)"), View.LIST: self.tr("List (3)")}[view]

    def show_state(self, view: View, order: Order, grouped: bool) -> None:
        """What is on now."""
        self._views.button(list(View).index(view)).setChecked(True)
        self._orders.actions()[list(Order).index(order)].setChecked(True)
        self._put(self._sort, self.order_words(order), menu=True)
        self._group.setChecked(grouped)
        self._put(self._group, self.tr("Per video") if grouped else self.tr("Per moment"))
        self._group.setToolTip(self.tr("One card for each video, or for each moment (G)"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow pane the icons stay."""
        super().resizeEvent(event)
        narrow = self.width() < 340
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (self._sort, self._group):
            button.setToolButtonStyle(style)

    def _button(self, theme: Theme, icon: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("filter", True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.put_icon(button, icon, "quiet")
        button.setIconSize(QSize(16, 16))
        return button

    def _put(self, button: QToolButton, words: str, menu: bool = False) -> None:
        button.setAccessibleName(words)
        button.setText(f" {words}  ▾" if menu else f" {words}")
        button.setToolTip(words)
