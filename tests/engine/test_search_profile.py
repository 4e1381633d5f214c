"""Where the time of a query goes."""

import pytest

from engine.engine import Engine
from engine.messages import Search
from engine.search.moments import find_moments
from engine.search.profile import PARTS, REST, TEXT, Profile, Stopwatch
from tests.bench_query import fill
from tests.fakes import load_fake, run_steps


def test_parts_add_up_over_queries():
    times = iter([0.0, 2.0, 10.0, 11.0, 20.0, 21.0])
    stopwatch = Stopwatch(lambda: next(times))
    for part in (TEXT, TEXT, REST):
        with stopwatch.measure(part):
            pass
    profile = stopwatch.profile()
    assert dict(profile.parts) == {**dict.fromkeys(PARTS, 0.0), TEXT: 3.0, REST: 1.0}
    assert profile.total == 4.0
    lines = profile.lines()
    assert [line.split("  ")[0] for line in lines] == [*PARTS, "whole query"]
    assert "75.0 %" in lines[0]
    assert "100.0 %" in lines[-1]


def test_a_profile_of_nothing_has_no_shares():
    assert Profile(()).lines() == [f"{'whole query':22}   0.0 %       0.0 ms"]


def test_a_query_is_measured_in_all_its_parts(tmp_path):
    engine = Engine(tmp_path, "colours", load=load_fake)
    run_steps(engine.load_model())
    model = engine.model()
    assert model is not None
    fill(engine, model, videos=2, each=12)
    ticks = iter(range(10_000))
    stopwatch = Stopwatch(
        lambda: float(next(ticks))
    )  # a tick per look at the clock: every part that is entered has time
    answers = list(find_moments(engine.library, model, Search(1, "red"), stopwatch))
    assert [answer.stage for answer in answers] == ["coarse", "refined"]
    assert all(spent > 0 for _, spent in stopwatch.profile().parts)
    engine.close()


def test_a_part_that_fails_is_measured_too():
    times = iter([0.0, 2.0])
    stopwatch = Stopwatch(lambda: next(times))
    with pytest.raises(ValueError, match="x"), stopwatch.measure(TEXT):
        raise ValueError("x")
    assert stopwatch.profile().total == 2.0
