"""Cards glide to new places once, when a better order has come and nobody was using the old one."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QRect, QVariantAnimation

LASTS = 260  # ms


class CardMotion(QObject):
    """Remembers where cards were, and says where they are on their way. The view paints on `moved`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._from: dict[int, QRect] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(LASTS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.moved = self._animation.valueChanged

    @property
    def running(self) -> bool:
        """Whether cards are on their way."""
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self, before: dict[int, QRect]) -> None:
        """From these places, by the key of each card."""
        self._from = before
        if before:
            self._animation.start()

    def stop(self) -> None:
        """Everything is where it belongs."""
        self._animation.stop()

    def place(self, key: int, final: QRect) -> tuple[QRect, float]:
        """Where to paint a card that belongs at `final`, and how solid: one that was not to be seen before fades in."""
        share = float(self._animation.currentValue() or 0.0) if self.running else 1.0
        before = self._from.get(key)
        if before is None:
            return final, share
        gone = 1.0 - share
        return final.translated(
            round((before.left() - final.left()) * gone), round((before.top() - final.top()) * gone)
        ), 1.0
