"""What can go wrong in ways the user should read about: every error here carries one plain sentence."""

VERDICTS = (
    "ok",
    "partial",  # damaged or cut short; what could be read is indexed
    "no video",  # sound, text, a single picture, nothing
    "unsupported",  # a codec that is not read here
    "refused",  # a playlist, a device, a picture beyond all limits
    "damaged",
    "timed out",  # two workers in a row hung or used up the time for it
    "crashed",  # two workers in a row died of it
    "unreadable",  # the system does not let it be read
    "offline",  # not where it was seen
)
"""What can become of reading a video."""


class EngineError(Exception):
    """A known failure; `str(error)` is a sentence for the user, without jargon and without a stack trace."""


class LibraryError(EngineError):
    """The library folder cannot be opened, is in use, or was made by a newer program."""


class DamagedError(LibraryError):
    """The library's database is damaged or gone; see engine/library/repair.py."""


class DiskFullError(EngineError):
    """The disk that holds the library takes nothing more. What was saved before is safe, and work can go on once there is room."""


class ModelError(EngineError):
    """A model is unknown, incomplete, damaged or does not fit."""


class MediaError(EngineError):
    """A video cannot be read; the run goes on without it. `verdict` is one of `VERDICTS`."""

    def __init__(self, sentence: str, verdict: str = "damaged") -> None:
        super().__init__(sentence)
        self.verdict = verdict


class QueryError(EngineError):
    """A query cannot be answered as asked."""


class EncoderError(EngineError):
    """The device or the library that computes the model has failed: nothing of this process can be trusted to encode again."""


class ExportError(EngineError):
    """Something cannot be written as asked."""
