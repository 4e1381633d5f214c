"""A layout: widgets one after another, on as many lines as needed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """`centred`: each line in the middle; otherwise lines begin at the left. What is hidden takes no place."""

    def __init__(self, parent: QWidget | None = None, centred: bool = True) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._centred = centred

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return QSize(320, self._place(QRect(0, 0, 320, 0), move=False))

    def minimumSize(self) -> QSize:
        return QSize(120, 32)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, move: bool) -> int:
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used = 0
        for item in (item for item in self._items if not item.isEmpty()):
            size = item.sizeHint()
            if used and used + size.width() > rect.width():
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + 8
        top = rect.top() + 4
        for line in lines:
            left = rect.left()
            if self._centred:
                left += max(0, (rect.width() - sum(size.width() + 8 for _, size in line) + 8) // 2)
            for item, size in line:
                if move:
                    item.setGeometry(QRect(QPoint(left, top), size))
                left += size.width() + 8
            top += max((size.height() for _, size in line), default=0) + 8
        return top - rect.top()
