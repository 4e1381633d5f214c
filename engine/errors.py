"""What can go wrong in ways the user should read about: every error here carries one plain sentence."""


class EngineError(Exception):
    """A known failure; `str(error)` is a sentence for the user, without jargon and without a stack trace."""


class LibraryError(EngineError):
    """The library folder cannot be opened, is in use, or was made by a newer program."""


class LibraryDamaged(LibraryError):
    """The library's database is damaged or gone; see engine/library/repair.py."""


class DiskFull(EngineError):
    """The disk that holds the library takes nothing more. What was saved before is safe, and work can go on once there is room."""


class ModelError(EngineError):
    """A model is unknown, incomplete, damaged or does not fit."""


class MediaError(EngineError):
    """A video cannot be read; the run goes on without it."""


class QueryError(EngineError):
    """A query cannot be answered as asked."""


class EncoderError(EngineError):
    """The device or the library that computes the model has failed: nothing of this process can be trusted to encode again."""


class ExportError(EngineError):
    """Something cannot be written as asked."""
