"""The fake engine's memory of past and saved searches."""

from dataclasses import replace
from pathlib import Path

from engine import messages as m

SUGGESTIONS = ("a dog running on a beach", "birthday party at the lake house", "sunset over water")


class FakeSearches:
    """Keeps them in a file, as the library would, when it is given one."""

    def __init__(self, file: str) -> None:
        self._file = Path(f"{file}-searches") if file else None
        self.saved: tuple[m.SavedSearch, ...] = ()
        self.history: tuple[m.Search, ...] = ()
        if self._file is not None and self._file.exists():
            told = m.decode(self._file.read_bytes())
            assert isinstance(told, m.Searches)
            self.saved, self.history = told.saved, told.history

    def all(self) -> m.Searches:
        return m.Searches(self.saved, self.history)

    def take(self, message: m.Message) -> m.Searches | None:
        """The answer to a request that is about searches; None for any other."""
        match message:
            case m.RememberSearch():
                search = replace(message.search, job=0)
                self.history = (search, *(old for old in self.history if old != search))[:50]
            case m.SaveSearch():
                number = 1 + max((one.saved for one in self.saved), default=0)
                others = tuple(one for one in self.saved if one.name != message.name)
                fresh = 2 if "fresh" in message.name else 0
                saved = m.SavedSearch(number, message.name, replace(message.search, job=0), fresh)
                self.saved = tuple(sorted((*others, saved), key=lambda one: one.name))
            case m.SeeSearch():
                self.saved = tuple(replace(one, fresh=0) if one.saved == message.saved else one for one in self.saved)
            case m.RemoveSearch():
                self.saved = tuple(one for one in self.saved if one.saved != message.saved)
            case m.ListSearches():
                pass
            case _:
                return None
        if self._file is not None:
            self._file.write_bytes(m.encode(self.all()))
        return self.all()
