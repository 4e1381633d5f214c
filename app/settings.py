"""What is remembered between two runs of the window, and where."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings


class Settings:
    """Typed access to QSettings; tests and `--settings FILE` give a file of their own."""

    def __init__(self, file: str | None = None) -> None:
        self._store = QSettings(file, QSettings.Format.IniFormat) if file else QSettings("Rushes", "Rushes")

    def layout(self, name: str) -> QByteArray:
        """The saved geometry or splitter state of that name; empty when there is none."""
        value = self._store.value(f"window/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, state: QByteArray) -> None:
        """Remember a geometry or splitter state."""
        self._store.setValue(f"window/{name}", state)

    @property
    def theme(self) -> str:
        """ "system", "light" or "dark"."""
        value = str(self._store.value("window/theme", "system"))
        return value if value in ("system", "light", "dark") else "system"

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("window/theme", choice)

    @property
    def model(self) -> str:
        """The search model by name; empty: the engine's own choice."""
        return str(self._store.value("engine/model", ""))

    @model.setter
    def model(self, name: str) -> None:
        self._store.setValue("engine/model", name)

    @property
    def next_model(self) -> str:
        """The model that is indexing everything in the background, to be used when it has done so; empty: none."""
        return str(self._store.value("engine/next_model", ""))

    @next_model.setter
    def next_model(self, name: str) -> None:
        self._store.setValue("engine/next_model", name)

    @property
    def card_width(self) -> int:
        """The wished width of a card in pixels."""
        return self.number("window/card_width", 232)

    @card_width.setter
    def card_width(self, width: int) -> None:
        self._store.setValue("window/card_width", width)

    @property
    def results_view(self) -> str:
        """ "grid", "film" or "list"."""
        value = str(self._store.value("window/results_view", "grid"))
        return value if value in ("grid", "film", "list") else "grid"

    @results_view.setter
    def results_view(self, view: str) -> None:
        self._store.setValue("window/results_view", view)

    @property
    def grouped(self) -> bool:
        """Whether results have one card for each video rather than for each moment."""
        return self.number("window/grouped", 1) == 1

    @grouped.setter
    def grouped(self, grouped: bool) -> None:
        self._store.setValue("window/grouped", int(grouped))

    def number(self, name: str, default: int) -> int:
        """A whole number, whatever the file says."""
        try:
            return int(str(self._store.value(name, default)))
        except ValueError:
            return default

    @property
    def library_shown(self) -> bool:
        """Whether the library panel is open."""
        return self.number("window/library_shown", 1) == 1

    @library_shown.setter
    def library_shown(self, shown: bool) -> None:
        self._store.setValue("window/library_shown", int(shown))

    @property
    def muted(self) -> bool:
        """Whether the player is silent; it is at first."""
        return self.number("player/muted", 1) == 1

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._store.setValue("player/muted", int(muted))

    @property
    def volume(self) -> int:
        """Loudness in percent."""
        return min(100, max(0, self.number("player/volume", 80)))

    @property
    def held_folders(self) -> list[str]:
        """Folders whose indexing was cancelled: they are not gone on with at the next start."""
        return self._texts("index/held")

    def hold_folder(self, path: str, held: bool) -> None:
        """Remember or forget that a folder was cancelled."""
        others = [other for other in self.held_folders if other != path]
        self._store.setValue("index/held", [*others, path] if held else others)

    def _texts(self, name: str) -> list[str]:
        value = self._store.value(name, [])
        if isinstance(value, str):  # a list of one, as the file keeps it
            value = [value] if value else []
        return [str(text) for text in value] if isinstance(value, list) else []

    def dismissed(self, note: str) -> bool:
        """Whether a note with these words was closed by the person."""
        return str(self._store.value("window/dismissed_note", "")) == note

    def dismiss(self, note: str) -> None:
        """Do not show this note again."""
        self._store.setValue("window/dismissed_note", note)

    def shortcut(self, name: str) -> str | None:
        """The key that was chosen for a wish, "" for none; None when it was left as it is."""
        value = self._store.value(f"keys/{name}")
        return value if isinstance(value, str) else None

    def set_shortcut(self, name: str, keys: str | None) -> None:
        """Remember a key; None: as the table has it."""
        if keys is None:
            self._store.remove(f"keys/{name}")
        else:
            self._store.setValue(f"keys/{name}", keys)

    @property
    def mode(self) -> str:
        """How much of the computer indexing may take: "quiet", "balanced" or "full"."""
        value = str(self._store.value("index/mode", "balanced"))
        return value if value in ("quiet", "balanced", "full") else "balanced"

    @mode.setter
    def mode(self, mode: str) -> None:
        self._store.setValue("index/mode", mode)

    @property
    def mains_only(self) -> bool:
        """Whether indexing waits while the computer runs on its battery."""
        return self.number("index/mains_only", 0) == 1

    @mains_only.setter
    def mains_only(self, mains_only: bool) -> None:
        self._store.setValue("index/mains_only", int(mains_only))

    @property
    def library(self) -> str:
        """The folder of the library; empty: the usual place."""
        return str(self._store.value("engine/library", ""))

    @library.setter
    def library(self, folder: str) -> None:
        self._store.setValue("engine/library", folder)

    @property
    def device(self) -> str:
        """What the engine computes on, as its `--device` takes it; empty: the best there is."""
        value = str(self._store.value("engine/device", ""))
        return value if value in ("cpu", "cuda", "mps") else ""

    @device.setter
    def device(self, device: str) -> None:
        self._store.setValue("engine/device", device)

    @property
    def cache_limit(self) -> int:
        """Bytes that the pictures of the library may take; 0: no limit."""
        return max(0, self.number("engine/cache_limit", 0))

    @cache_limit.setter
    def cache_limit(self, limit: int) -> None:
        self._store.setValue("engine/cache_limit", limit)

    @property
    def language(self) -> str:
        """ "system", "en" or "ko"; counts from the next start on."""
        value = str(self._store.value("window/language", "system"))
        return value if value in ("system", "en", "ko") else "system"

    @language.setter
    def language(self, language: str) -> None:
        self._store.setValue("window/language", language)

    @property
    def calm(self) -> bool:
        """Reduced motion: nothing glides, pictures do not follow the pointer."""
        return self.number("window/calm", 0) == 1

    @calm.setter
    def calm(self, calm: bool) -> None:
        self._store.setValue("window/calm", int(calm))

    @property
    def downloads(self) -> list[str]:
        """What was downloaded because the person asked for it, newest last: "CLIP B/32 (610 MB), 2026-11-21"."""
        return self._texts("network/downloads")

    def remember_download(self, what: str) -> None:
        """Add to the list."""
        self._store.setValue("network/downloads", [*self.downloads, what][-50:])

    def save(self) -> None:
        """Write it all out now."""
        self._store.sync()
