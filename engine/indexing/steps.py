"""What a long job yields: a reply for the asker, STEP when it did a piece of work, WAIT when there is nothing to do at the moment,
BETWEEN where another long job may go first."""

import enum
from collections.abc import Generator

from engine.messages import Reply


class Pause(enum.Enum):
    """The places where a job lets go. Never inside a transaction."""

    STEP = "did something; may be asked again at once"
    WAIT = "waits for another process or thread; ask again in a moment"
    BETWEEN = "one thing is done and the next not begun; another job may go first"


STEP, WAIT, BETWEEN = Pause.STEP, Pause.WAIT, Pause.BETWEEN
Steps = Generator[Reply | Pause, None, None]
