"""Which keys do what for this person: the table of keys with what was changed in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app.keys import KEYS, Key
from app.settings import Settings


class KeyMap(QObject):
    """The present mapping; `changed` comes after every change, which is remembered at once."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    def keys(self, key: Key) -> tuple[str, ...]:
        """The keys of an entry, as they are shown; none when it was left without."""
        own = self._settings.shortcut(key.name) if key.name else None
        if own is None:
            return key.keys
        return (own,) if own else ()

    def sequences(self, key: Key) -> list[QKeySequence]:
        """The same for an action, with the forms in which other keyboards report the key."""
        unchanged = self._settings.shortcut(key.name) is None
        return [QKeySequence(text) for text in (*self.keys(key), *(key.also if unchanged else ()))]

    def is_changed(self, key: Key) -> bool:
        """Whether the person has chosen another key."""
        return self._settings.shortcut(key.name) is not None

    def holder(self, sequence: QKeySequence, but: Key) -> Key | None:
        """Another entry that has this key already."""
        for key in KEYS:
            if key is but or key.name == but.name != "":
                continue
            texts = (*self.keys(key), *(key.also if not self.is_changed(key) else ())) if key.name else key.keys
            if any(QKeySequence(text) == sequence for text in texts):
                return key
        return None

    def choose(self, key: Key, sequence: QKeySequence) -> None:
        """Give an entry this key alone, and take it from whoever has it; an empty one leaves the entry without. Fixed keys are not taken."""
        text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        holder = self.holder(sequence, key) if text else None
        if holder is not None:
            if not holder.name:
                return
            left = [other for other in self.keys(holder) if QKeySequence(other) != sequence]
            self._settings.set_shortcut(holder.name, left[0] if left else "")
        self._settings.set_shortcut(key.name, text)
        self.changed.emit()

    def reset(self, key: Key | None = None) -> None:
        """Back to what the table says, for one entry or for all."""
        for entry in KEYS if key is None else (key,):
            if entry.name:
                self._settings.set_shortcut(entry.name, None)
        self.changed.emit()


def shown(texts: tuple[str, ...]) -> str:
    """Keys as this system writes them, at most two."""
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(QKeySequence(text).toString(native) or text for text in texts[:2])
