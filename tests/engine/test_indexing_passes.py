"""Watching it work, the engine's side: forecast, quick first pass, modes, whose turn it is, and what limits the speed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.engine import Engine
from engine.errors import MediaError
from engine.indexing.idleness import LITTLE, LONG, LOOK, Idleness
from engine.indexing.limits import OVER, DiskWatch
from engine.indexing.modes import mode, on_battery, soften
from engine.library.passes import QUICK, intervals
from engine.messages import Done, Forecast, ForecastFolder, IndexFolder, Progress, Reindex, Search
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps


@pytest.fixture
def films(tmp_path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    make_clip(folder / "long.mp4", seconds=40, fps=5, scenes=["cyan", "red"])
    make_clip(folder / "short.mkv", seconds=3, fps=5, scenes=["yellow"])
    return folder


@pytest.fixture
def engine(tmp_path):
    opened = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    yield opened
    opened.close()


def frames_of(engine: Engine) -> dict[str, int]:
    """Frames that the index holds of each film."""
    model, catalog = engine.model(), engine.library.catalog
    assert model is not None
    shots = catalog.shots(model.id, catalog.shot_ids(model.id).tolist())
    names = catalog.videos(shot.video for shot in shots)
    counts = dict.fromkeys((video.path.name for video in names.values()), 0)
    for shot in shots:
        counts[names[shot.video].path.name] += len(shot.times)
    return counts


def best(engine: Engine, words: str) -> str:
    hits = run_steps(engine.search(Search(9, words)))[-2]
    return Path(hits.hits[0].path).name


def test_a_quick_first_pass_makes_everything_searchable_then_every_second_replaces_it(engine, films):
    seen = []
    for item in engine.index_folder(IndexFolder(1, str(films), quick=True)):
        if isinstance(item, Progress) and item.videos_done == item.videos > 0:
            seen.append(
                (item.activity, frames_of(engine), engine.library_state().folders[0].coarse, best(engine, "yellow"))
            )
    (first, quick, coarse, found), (second, whole, left, again) = seen[0], seen[-1]
    assert (first, second) == ("quick first pass", "indexing")
    assert quick == {"long.mp4": 4, "short.mkv": 1}
    assert whole == {"long.mp4": 40, "short.mkv": 3}
    assert (coarse, left) == (2, 0)
    assert (found, again) == ("short.mkv", "short.mkv")


def test_what_the_quick_pass_found_stays_until_the_whole_is_there(engine, films):
    """Stopped at any step between the passes, every film is searchable, either coarsely or wholly, and the next look goes on."""
    job = engine.index_folder(IndexFolder(1, str(films), quick=True))
    for item in job:
        if isinstance(item, Progress) and item.activity == "indexing":
            assert set(frames_of(engine)) == {"long.mp4", "short.mkv"}
            if item.videos_done == 1:
                break
    job.close()
    assert sorted(frames_of(engine).values()) in ([1, 40], [3, 4])
    run_steps(engine.index_folder(IndexFolder(2, str(films))))
    assert frames_of(engine) == {"long.mp4": 40, "short.mkv": 3}


def test_a_quick_pass_never_replaces_what_is_finer(engine, films):
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    make_clip(films / "new.mp4", seconds=20, fps=5, scenes=["green"])
    replies = run_steps(engine.index_folder(IndexFolder(2, str(films), quick=True)))
    assert {
        reply.videos for reply in replies if isinstance(reply, Progress) and reply.activity == "quick first pass"
    } == {1}
    assert frames_of(engine)["long.mp4"] == 40
    number = engine.library_state().folders[0].folder
    assert QUICK not in intervals(engine.library.catalog, number, engine.model().id).values()


def test_another_model_is_told_of_what_was_indexed_before_it(engine, films, tmp_path):
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    assert engine.library_state().others == ()
    engine.close()
    other = Engine(tmp_path / "library", "other", load=load_fake)
    run_steps(other.load_model())
    assert [(one.name, one.videos) for one in other.library_state().others] == [("colours", 2)]
    run_steps(other.index_folder(IndexFolder(1, str(films))))
    assert other.library_state().others == ()
    other.close()


# Forecast --------------------------------------------------------------------------------------------------------


def test_a_forecast_tries_the_real_work_and_stores_nothing(engine, films):
    replies = run_steps(engine.forecast_folder(ForecastFolder(7, str(films))))
    forecast = next(reply for reply in replies if isinstance(reply, Forecast))
    assert (forecast.videos, forecast.probed, forecast.complete) == (2, 2, True)
    assert forecast.seconds == pytest.approx(43, abs=1)
    assert forecast.whole is not None
    assert forecast.quick is not None
    assert 0 < forecast.whole < 60
    assert 20_000 < forecast.size < 5_000_000
    assert forecast.free > 0
    assert isinstance(replies[-1], Done)
    assert engine.library_state().folders == ()
    assert engine.library_state().videos == 0


def test_the_forecast_of_the_index_size_is_near_the_truth(engine, films, tmp_path):
    forecast = next(
        r for r in run_steps(engine.forecast_folder(ForecastFolder(7, str(films)))) if isinstance(r, Forecast)
    )
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    pictures = sum(file.stat().st_size for file in engine.library.pictures.folder.rglob("*.jpg"))
    assert 0.5 * pictures < forecast.size < 2.0 * pictures + 100_000


def test_a_folder_that_is_not_there_has_no_forecast(engine, tmp_path):
    with pytest.raises(MediaError, match=r"\.$"):
        run_steps(engine.forecast_folder(ForecastFolder(7, str(tmp_path / "nowhere"))))


def test_a_folder_without_videos_has_a_forecast_of_nothing(engine, tmp_path):
    (tmp_path / "empty").mkdir()
    replies = run_steps(engine.forecast_folder(ForecastFolder(7, str(tmp_path / "empty"))))
    (forecast,) = (reply for reply in replies if isinstance(reply, Forecast))
    assert (forecast.videos, forecast.seconds, forecast.whole) == (0, 0.0, None)


# Modes -----------------------------------------------------------------------------------------------------------


def test_quiet_gives_way_more_than_balanced_and_full():
    quiet, balanced, full = mode("quiet"), mode("balanced"), mode("full")
    assert quiet.decoders < balanced.decoders <= full.decoders
    assert quiet.niceness > balanced.niceness > full.niceness == 0
    assert quiet.rest > balanced.rest == full.rest == 0
    assert mode("nonsense") == balanced


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has priority classes instead of niceness")
def test_a_decoder_gives_way_to_other_programs():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        soften(process.pid, mode("quiet"))
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    finally:
        process.communicate(b"\n")


def supply(folder: Path, **facts: str) -> None:
    folder.mkdir(parents=True)
    for name, value in facts.items():
        (folder / name).write_text(value + "\n")


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells about power supplies")
def test_a_battery_is_noticed_and_that_of_a_mouse_is_not(tmp_path):
    assert on_battery(tmp_path) is None
    supply(tmp_path / "AC", type="Mains", online="0")
    assert on_battery(tmp_path) is None
    supply(tmp_path / "mouse", type="Battery", scope="Device")
    assert on_battery(tmp_path) is None
    supply(tmp_path / "BAT0", type="Battery", status="Discharging")
    assert on_battery(tmp_path) is True
    (tmp_path / "AC" / "online").write_text("1\n")
    assert on_battery(tmp_path) is False


def test_idle_is_two_minutes_without_much_to_do():
    now, used = [0.0], [0.0]
    idleness = Idleness(lambda: now[0], lambda: used[0])
    cores = os.cpu_count() or 1

    def pass_by(seconds: float, share: float) -> bool:
        idle = False
        for _ in range(round(seconds / LOOK)):
            now[0] += LOOK
            used[0] += LOOK * share * cores
            idle = idleness.idle()
        return idle

    assert not pass_by(LONG, LITTLE * 2)
    assert not pass_by(LONG / 2, LITTLE / 2)
    assert not pass_by(LOOK, 1.0)  # somebody has worked: from the start again
    assert not pass_by(LONG - 2 * LOOK, 0.0)
    assert pass_by(2 * LOOK, 0.0)


def test_the_disk_is_the_limit_only_when_the_decoder_is_blocked_while_the_engine_waits():
    now, busy = [0.0], [0.0]

    def run(waited: bool, computing: float) -> float | None:
        watch = DiskWatch(lambda: now[0], lambda _process: busy[0])
        for second in range(round(OVER) + 2):
            watch.tick(1, waited, 9e6 * second)
            now[0] += 1.0
            busy[0] += computing
        return watch.speed

    assert run(waited=True, computing=0.1) == pytest.approx(9e6, rel=0.01)
    assert run(waited=True, computing=0.9) is None  # the decoder is the limit
    assert run(waited=False, computing=0.1) is None  # the encoder is


# Another model ---------------------------------------------------------------------------------------------------


def test_the_old_index_answers_until_the_new_one_is_whole(engine, films):
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    names, answered = [], []
    for item in engine.reindex(Reindex(2, "other")):
        names.append(engine.model().backbone.name)
        if isinstance(item, Progress) and item.activity == "indexing":
            answered.append((best(engine, "yellow"), engine.library_state().indexed))
    assert set(answered) == {("short.mkv", 2)}
    assert names[-1] == "other"
    assert best(engine, "yellow") == "short.mkv"
    state = engine.library_state()
    assert (state.indexed, state.others) == (2, ())


def test_a_reindexing_that_was_stopped_goes_on_where_it_was(engine, films):
    run_steps(engine.index_folder(IndexFolder(1, str(films))))
    job = engine.reindex(Reindex(2, "other"))
    for item in job:
        if isinstance(item, Progress) and item.activity == "indexing" and item.videos_done == 1:
            break
    job.close()
    assert engine.model().backbone.name == "colours"
    totals = [
        item.videos
        for item in run_steps(engine.reindex(Reindex(3, "other")))
        if isinstance(item, Progress) and item.total
    ]
    assert totals[0] == 1
