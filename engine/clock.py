"""The time, as an object that tests replace. Dates come from `now` and may jump; how long something takes comes from `monotonic`."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """`now` gives seconds since 1970 as the computer believes them, `monotonic` seconds that only grow."""

    now: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic
