"""What a long job yields: a reply for the asker, STEP when it did a piece of work, WAIT when there is nothing to do at the moment."""

import enum
from collections.abc import Generator

from engine.messages import Reply


class Pause(enum.Enum):
    """The two places where a job lets go. Never inside a transaction."""

    STEP = "did something; may be asked again at once"
    WAIT = "waits for another process or thread; ask again in a moment"


STEP, WAIT = Pause.STEP, Pause.WAIT
Steps = Generator[Reply | Pause, None, None]
