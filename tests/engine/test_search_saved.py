"""Saved searches that tell when there is something new, history, stars and suggestions, through the loop that the window talks to."""

from pathlib import Path

import pytest
from PIL import Image

from engine.engine import Engine
from engine.library import searches
from engine.library.catalog import Catalog
from engine.library.searches import all_searches
from engine.messages import (
    Done,
    Hits,
    IndexFolder,
    ListSearches,
    Part,
    PartPicture,
    RememberSearch,
    RemoveSearch,
    SavedSearch,
    SaveSearch,
    Search,
    Searches,
    SeeSearch,
    Suggestions,
)
from engine.search.suggestions import names_that_tell
from engine.search_jobs import search_job
from tests.clips import make_clip
from tests.fakes import COLOURS, load_fake, run_steps


@pytest.fixture
def films(tmp_path) -> Path:
    (tmp_path / "films").mkdir()
    for name in ("red", "green", "grey"):
        make_clip(tmp_path / "films" / f"{name}.mp4", seconds=4, fps=5, scenes=[COLOURS[name]])
    return tmp_path / "films"


@pytest.fixture
def engine(tmp_path, films):
    opened = Engine(tmp_path / "library", "colours", load=load_fake)
    run_steps(opened.load_model())
    run_steps(opened.index_folder(IndexFolder(1, str(films))))
    yield opened
    opened.close()


def saved(engine: Engine) -> dict[str, SavedSearch]:
    return {one.name: one for one in all_searches(engine.library.catalog.db).saved}


def add(films: Path, name: str, colour: str) -> None:
    make_clip(films / f"{name}.mp4", seconds=5, fps=5, scenes=[COLOURS[colour]])


def test_a_saved_search_gets_a_mark_when_new_moments_match_and_loses_it_when_seen(engine, films, tmp_path):
    Image.new("RGB", (32, 32), COLOURS["green"]).save(tmp_path / "green.png")
    for name, search in {
        "reds": Search(0, "red"),
        "greens": Search(0, "", parts=(Part(path=str(tmp_path / "green.png")),)),
        "gone": Search(0, "", parts=(Part(path=str(tmp_path / "gone.png")),)),
    }.items():
        run_steps(search_job(engine, SaveSearch(2, name, search)))
    assert {name: one.fresh for name, one in saved(engine).items()} == {"gone": 0, "greens": 0, "reds": 0}
    add(films, "another", "red")
    replies = run_steps(engine.index_folder(IndexFolder(3, str(films))))
    told = [reply for reply in replies if isinstance(reply, Searches)]
    assert {one.name: one.fresh for one in told[-1].saved} == {"gone": 0, "greens": 0, "reds": 1}
    assert isinstance(replies[-1], Done)
    run_steps(search_job(engine, SeeSearch(4, saved(engine)["reds"].saved)))
    assert saved(engine)["reds"].fresh == 0
    replies = run_steps(engine.index_folder(IndexFolder(5, str(films))))
    assert [reply for reply in replies if isinstance(reply, Searches)] == []  # nothing new, nothing said


def test_a_saved_search_keeps_its_still_when_the_pasted_file_goes(engine, tmp_path):
    pasted = tmp_path / "pasted.png"
    Image.new("RGB", (32, 32), COLOURS["green"]).save(pasted)
    run_steps(search_job(engine, SaveSearch(2, "greens", Search(0, "", parts=(Part(path=str(pasted)),)))))
    pasted.unlink()
    search = saved(engine)["greens"].search
    assert search.parts[0].name == "pasted.png"
    replies = run_steps(engine.search(search))
    hits = [reply for reply in replies if isinstance(reply, Hits)][-1]
    assert Path(hits.hits[0].path).stem == "green"
    (picture,) = [reply for reply in replies if isinstance(reply, PartPicture)]
    colour = Image.open(picture.picture).getpixel((80, 45))
    assert isinstance(colour, tuple)
    assert colour[1] > 200  # a small JPEG for the chip, made by the worker


def test_shots_that_were_only_cut_again_are_nothing_new(engine, films):
    run_steps(search_job(engine, SaveSearch(2, "reds", Search(0, "red"))))
    catalog, model = engine.library.catalog, engine.model()
    assert model is not None
    (video,) = searches.known_videos(catalog.db, saved(engine)["reds"].saved)
    catalog.db.execute("delete from shot where video = ?", [video])
    catalog.db.execute("delete from indexed where video = ?", [video])
    catalog.db.conn.commit()
    before = searches.newest_shot(catalog.db)
    run_steps(engine.index_folder(IndexFolder(3, str(films))))
    assert searches.newest_shot(catalog.db) > before
    assert saved(engine)["reds"].fresh == 0


def test_each_wish_about_searches_is_answered_with_all_of_them(engine):
    told = run_steps(search_job(engine, RememberSearch(1, Search(0, "red"))))
    assert [search.text for search in told[0].history] == ["red"]
    told = run_steps(search_job(engine, SaveSearch(2, "  my\n reds ", Search(0, "red"))))
    assert [one.name for one in told[0].saved] == ["my reds"]
    assert told[-1] == Done(2)
    assert run_steps(search_job(engine, ListSearches(3)))[0] == all_searches(engine.library.catalog.db)
    told = run_steps(search_job(engine, RemoveSearch(4, told[0].saved[0].saved)))
    assert told[0].saved == ()


def test_they_are_in_the_database_at_once_for_whoever_opens_it_next(engine, tmp_path):
    run_steps(search_job(engine, SaveSearch(2, "reds", Search(0, "red", sort="date"))))
    run_steps(search_job(engine, RememberSearch(3, Search(0, "개"))))
    another = Catalog(tmp_path / "library" / "library.db")
    kept = all_searches(another.db)
    another.close()
    assert kept.saved[0].search == Search(0, "red", sort="date")
    assert kept.history[0].text == "개"


def test_suggestions_come_from_the_footage_and_from_names(engine, films):
    add(films, "Birthday party_at the lake 2019", "red")
    run_steps(engine.index_folder(IndexFolder(3, str(films))))
    (told,) = [reply for reply in run_steps(engine.suggest()) if isinstance(reply, Suggestions)]
    assert run_steps(engine.suggest()) == []  # nothing came since: nothing new to ask
    bank = (Path(__file__).parents[2] / "resources" / "query_bank.txt").read_text(encoding="utf-8").splitlines()
    assert "Birthday party at the lake" in told.texts
    of_bank = [text for text in told.texts if text in bank]
    # the fake model's bank begins with the nine colours, in the places of these lines
    assert set(of_bank) == {bank[list(COLOURS).index(name)] for name in ("red", "green", "grey")}


def test_names_that_cameras_give_suggest_nothing():
    names = ["IMG_2041.MOV", "DJI_0042.mp4", "beach.mp4", "birthday party_2.mp4", "20240101.mkv", "생일 잔치.mp4"]
    assert names_that_tell(names) == ["birthday party", "생일 잔치"]
