"""Filters as SQL over a real database, and what a person keeps there: past and saved searches, stars."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.library import searches
from engine.library.catalog import Catalog, NewShot
from engine.library.scope import filters_set, only
from engine.messages import Part, Scope, Search

YEAR_2020, YEAR_2024 = 1577836800.0, 1704067200.0


@pytest.fixture
def catalog(tmp_path):
    opened = Catalog(tmp_path / "library.db")
    yield opened
    opened.close()


def add(catalog: Catalog, name: str, modified: float = YEAR_2024, **facts: object) -> int:
    folder = catalog.add_folder(Path("/films"))
    video = catalog.add_video(name, 100)
    catalog.see(folder, Path("/films") / name, 100, round(modified * 1e9), video, None)
    catalog.describe_video(video, **{"duration": 10.0, "width": 1920, "height": 1080, "has_audio": True, **facts})
    return video


def index(catalog: Catalog, video: int) -> list[int]:
    model = (catalog.model("key") or (catalog.add_model("key", "name", 4, 8),))[0]
    shot = NewShot(0.0, 4.0, np.arange(4.0), np.ones(4), np.eye(4, dtype=np.float32), 0.1, 0.2)
    return catalog.finish_video(video, model, [shot], 4.0, None)


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), {"wide", "tall", "square", "old"}),
        (Scope(orientation="landscape"), {"wide", "old"}),
        (Scope(orientation="portrait"), {"tall"}),
        (Scope(orientation="square"), {"square"}),
        (Scope(lines=1080), {"wide", "tall"}),
        (Scope(lines=2160), {"tall"}),
        (Scope(sound=True), {"wide", "tall", "old"}),
        (Scope(sound=False), {"square"}),
        (Scope(since=YEAR_2020), {"wide", "tall", "square"}),
        (Scope(until=YEAR_2020), {"old"}),
        (Scope(rating=3), {"tall"}),
        (Scope(rating=2), {"tall", "square"}),
        (Scope(rating=2, sound=True), {"tall"}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_each_filter_lets_through_what_it_says(catalog, scope, found):
    add(catalog, "wide")
    tall = add(catalog, "tall", width=2160, height=3840)
    square = add(catalog, "square", width=720, height=720, has_audio=False)
    add(catalog, "old", created=YEAR_2020 - 1, width=1280, height=720)  # recorded long before its file was copied
    searches.rate(catalog.db, tall, 5)
    searches.rate(catalog.db, square, 2)
    for name in ("wide", "tall", "square", "old"):
        index(catalog, catalog.add_video(name, 100))
    shots = catalog.shots(1, catalog.shot_ids(1, scope).tolist())
    names = {video.path.name for video in catalog.videos(shot.video for shot in shots).values()}
    assert names == found
    assert catalog.counts(None, scope)[0] == len(found)


def test_the_filters_that_are_set_can_be_asked_one_by_one():
    scope = Scope(folders=(1,), since=5.0, until=9.0, sound=False)
    assert filters_set(scope) == ["folders", "date", "sound"]
    assert only(scope, "date") == Scope(since=5.0, until=9.0)
    assert filters_set(Scope()) == []


def test_stars_belong_to_the_content_and_can_be_taken_back(catalog):
    video = add(catalog, "a")
    searches.rate(catalog.db, video, 9)
    assert catalog.videos([video])[video].rating == 5
    searches.rate(catalog.db, video, 0)
    assert catalog.videos([video])[video].rating == 0
    searches.rate(catalog.db, video + 1, 3)  # nothing there: nothing happens


def test_history_is_newest_first_each_once_and_fifty_long(catalog):
    for number in range(60):
        searches.remember(catalog.db, Search(number, f"query {number}"))
    searches.remember(catalog.db, Search(7, "query 30"))
    kept = searches.history(catalog.db)
    assert [search.text for search in kept[:3]] == ["query 30", "query 59", "query 58"]
    assert len(kept) == len(set(kept)) == 50


def test_a_saved_search_comes_back_whole_and_knows_what_is_new(catalog):
    index(catalog, add(catalog, "a"))
    search = Search(3, "개 > 바다", parts=(Part(path="/a\udcff.png", weight=0.5),), folders=(1,), sort="date")
    searches.save(catalog.db, "dogs", search)
    (saved,) = searches.saved_searches(catalog.db)
    assert (saved.name, saved.search, saved.fresh) == ("dogs", replace(search, job=0), 0)
    assert searches.unseen(catalog.db) == {}
    (fresh,) = index(catalog, add(catalog, "b"))
    assert searches.unseen(catalog.db) == {saved.saved: fresh - 1}
    searches.note_fresh(catalog.db, saved.saved, 2)
    assert searches.saved_searches(catalog.db)[0].fresh == 2
    searches.see(catalog.db, saved.saved)
    assert searches.saved_searches(catalog.db)[0].fresh == 0
    assert searches.unseen(catalog.db) == {}
    searches.save(catalog.db, "dogs", Search(4, "cats"))
    assert [one.search.text for one in searches.saved_searches(catalog.db)] == ["cats"]
    searches.remove(catalog.db, searches.saved_searches(catalog.db)[0].saved)
    assert searches.saved_searches(catalog.db) == ()


def test_a_search_of_a_newer_program_is_left_out_and_does_no_harm(catalog):
    searches.save(catalog.db, "known", Search(1, "a"))
    with catalog.db.atomic():
        catalog.db.execute("update saved_search set search = replace(search, '\"sort\"', '\"colour\"')")
    assert searches.saved_searches(catalog.db) == ()
