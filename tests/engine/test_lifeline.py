"""What ties an engine to its window: beats while the loop moves, silence when it hangs, no more replies than are taken."""

import io
import time

from engine.lifeline import UNACKNOWLEDGED, Lifeline
from engine.messages import Alive, Notice, decode


def said(out: io.BytesIO) -> list[object]:
    return [decode(line) for line in out.getvalue().splitlines()]


class Kept(io.BytesIO):
    """Bytes that can be read also after closing."""

    def close(self) -> None:
        pass


def test_it_beats_while_the_loop_moves_or_rests():
    out = Kept()
    with Lifeline(out, beat=0.01) as line:
        line.patience = 0.05
        line.rest()
        time.sleep(0.3)
        resting = len(said(out))
        line.move()
        time.sleep(0.3)
        stuck = len(said(out)) - resting
    assert resting >= 8
    assert stuck <= 6, "a step that never ends must fall silent"
    assert set(said(out)) == {Alive()}


def test_a_window_that_acknowledges_is_never_flooded():
    line = Lifeline(Kept())
    line.acknowledge(0)
    for _ in range(UNACKNOWLEDGED):
        assert not line.full
        line.say(Notice("."))
    assert line.full
    line.acknowledge(1)
    assert not line.full


def test_one_that_does_not_is_not_waited_for():
    line = Lifeline(Kept())
    for _ in range(2 * UNACKNOWLEDGED):
        line.say(Notice("."))
    assert not line.full
