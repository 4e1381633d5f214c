"""One stack for everything that Ctrl+Z takes back: filters, chips, feedback, and what a notice offers to undo."""

from __future__ import annotations

from collections.abc import Callable

DEEPEST = 50


class UndoStack:
    """Newest first. An entry gives False when it is too late for it; then the one below is taken."""

    def __init__(self) -> None:
        self._entries: list[Callable[[], bool | None]] = []

    def push(self, undo: Callable[[], bool | None]) -> None:
        """Something was done; `undo` takes it back."""
        self._entries.append(undo)
        del self._entries[:-DEEPEST]

    def undo(self) -> bool:
        """Take the newest thing back; False when there is none."""
        while self._entries:
            if self._entries.pop()() is not False:
                return True
        return False

    def clear(self) -> None:
        """Nothing can be taken back any more."""
        self._entries.clear()
