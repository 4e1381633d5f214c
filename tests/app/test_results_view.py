"""The results under real keys, pointer and wheel: views, scrubbing, playing in place, walking through a video, hiding, what was just indexed."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import av
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.hit_delegate import View
from app.results_model import HIT, ResultsModel
from app.results_view import ResultsView
from app.theme import Theme
from app.thumbnails import Thumbnails
from engine import messages as m

# the offscreen platform, and Qt about films that cannot be opened
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "Could not open media", "No RHI backend", "No HW decoder")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four seconds, ten frames a second, each its own grey."""
    path = tmp_path_factory.mktemp("films") / "grey.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"  # pyright: ignore[reportAttributeAccessIssue]
        for number in range(40):
            frame = av.VideoFrame(160, 90, "gray")
            frame.planes[0].update(bytes([number * 6]) * frame.planes[0].buffer_size)
            container.mux(stream.encode(frame.reformat(format="yuv420p")))  # pyright: ignore[reportAttributeAccessIssue]
        container.mux(stream.encode(None))  # pyright: ignore[reportAttributeAccessIssue]
    return str(path)


def point(results: ResultsView, place: QPoint) -> None:
    """What Qt does when the pointer moves over the viewport."""
    none = Qt.MouseButton.NoButton
    position = QPointF(place)
    over = results.viewport().mapToGlobal(position)
    event = QMouseEvent(QEvent.Type.MouseMove, position, over, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(results.viewport(), event)


def parts(results: ResultsView, row: int):
    """Where things are on a card."""
    return results._delegate.places(results.visualRect(results.model().index(row, 0)), results.font())


def across(place: QRect, x: float, y: float = 0.5) -> QPoint:
    return QPoint(round(place.left() + x * (place.width() - 1)), round(place.top() + y * (place.height() - 1)))


@pytest.fixture
def desk(start, answered):
    desk = answered(start(), "dog runs quickly")
    desk.window.results.setFocus()
    desk.window.results.select_row(0)
    return desk


# Views ---------------------------------------------------------------------------------------------------------------


def test_keys_change_view_size_and_grouping_and_they_are_remembered(desk, settings):
    window = desk.window
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    results = window.results
    for key, view in ((Qt.Key.Key_2, View.FILM), (Qt.Key.Key_3, View.LIST), (Qt.Key.Key_1, View.GRID)):
        QTest.keyClick(results, key)
        assert results.view is view
        assert window.list_head.isVisible() == (view is View.LIST)
        assert settings.results_view == view.value
    width = results.card_width
    QTest.keyClick(results, Qt.Key.Key_Z)
    assert results.card_width > width
    QTest.keyClick(results, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    assert results.card_width == width
    shot = results.current_hit().shot
    cards = window.model.rowCount()
    QTest.keyClick(results, Qt.Key.Key_G)
    assert window.model.rowCount() == 38 > cards == 7
    assert results.current_hit().shot == shot
    assert not settings.grouped


def test_the_wheel_with_ctrl_changes_the_size(desk):
    results = desk.window.results
    width, position = results.card_width, QPointF(100, 100)
    event = QWheelEvent(
        position, results.mapToGlobal(position), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(results.viewport(), event)
    assert results.card_width == width + 32


@pytest.mark.parametrize("view", list(View))
def test_every_view_paints_its_cards_at_every_size(desk, qtbot, view):
    results = desk.window.results
    qtbot.waitUntil(lambda: desk.window.model.curve(results.current_hit().video) is not None)
    for size in ((960, 600), (1600, 900)):
        desk.window.resize(*size)
        results.show_as(view)
        qtbot.wait(30)
        picture = results.grab().toImage()
        colours = {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}
        assert len(colours) > 40
        place = parts(results, 0)
        assert results.viewport().rect().contains(place.picture)


def test_a_click_on_a_columns_name_orders_the_list(desk):
    window = desk.window
    window.wishes.list_view.emit()
    QTest.mouseClick(window.list_head, Qt.MouseButton.LeftButton, pos=window.list_head.places()["name"].center())
    names = [window.model.hit(row).path.rpartition("/")[2].casefold() for row in range(window.model.rowCount())]
    assert names == sorted(names)
    assert window.results_bar._sort.accessibleName() == "By name"


# Pointer -------------------------------------------------------------------------------------------------------------


def test_the_upper_part_of_a_picture_is_the_whole_video_the_lower_the_moment(desk):
    results = desk.window.results
    hit, place = desk.window.model.hit(1), parts(results, 1)
    point(results, across(place.picture, 0.5, 0.3))
    assert results._delegate.pointed.kind == "video"
    assert results._delegate.scrubbed == pytest.approx(hit.duration / 2, rel=0.02)
    point(results, across(place.picture, 0.5, 0.9))
    assert results._delegate.pointed.kind == "range"
    assert results._delegate.scrubbed == pytest.approx((hit.start + hit.end) / 2, rel=0.02)
    QApplication.sendEvent(results.viewport(), QEvent(QEvent.Type.Leave))
    assert results._delegate.pointed is None


def test_scrubbing_paints_another_picture_and_leaves_the_player_alone(desk, qtbot):
    results, position = desk.window.results, desk.window.player.position
    place = parts(results, 1)
    point(results, across(place.picture, 0.1, 0.3))
    qtbot.waitUntil(lambda: not desk.window.thumbnails._waiting and not desk.window.thumbnails._working)
    seen = set()
    for step in range(10):
        point(results, across(place.picture, step / 10, 0.3))
        image = results.viewport().grab(place.picture.adjusted(0, 0, 0, -40)).toImage()
        seen.add(image.constBits().tobytes())
    assert len(seen) == 10
    assert desk.window.player.position == position


def test_with_reduced_motion_pictures_stay_as_they_are(desk):
    results = desk.window.results
    results.set_calm(True)
    place = parts(results, 1)
    point(results, across(place.picture, 0.5, 0.3))
    assert results._delegate.pointed is None
    point(results, across(place.strip, 0.5))
    pointed = results._delegate.pointed
    assert pointed is not None
    assert pointed.kind == "strip"  # asked for, not stumbled into


def test_the_heat_strip_is_the_whole_video_and_a_click_on_it_plays_there(desk, qtbot):
    results, model = desk.window.results, desk.window.model
    hit, place = model.hit(1), parts(results, 1)
    point(results, across(place.strip, 0.25))
    assert results._delegate.scrubbed == pytest.approx(hit.duration / 4, rel=0.02)
    with qtbot.waitSignal(results.play_requested) as asked:
        QTest.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, pos=across(place.strip, 0.25))
    assert asked.args[0] == hit
    assert asked.args[1] == pytest.approx(hit.duration / 4, rel=0.02)


def test_the_heat_of_the_cards_in_sight_is_asked_for_once(desk, qtbot):
    qtbot.waitUntil(lambda: len(desk.window.model._curves) >= 4)
    qtbot.wait(150)
    asked = [video for message in desk.heard(m.AskCurves) for video in message.videos]
    assert len(asked) == len(set(asked))
    assert {message.query for message in desk.heard(m.AskCurves)} == {desk.searching._job}


def test_a_click_on_a_keyframe_shows_its_moment(desk):
    results, model = desk.window.results, desk.window.model
    card = model.card(0)
    shown = card.best_frames(4)
    number = next(n for n, (moment, _) in enumerate(shown) if moment.shot != card.hit.shot)
    QTest.mouseClick(results.viewport(), Qt.MouseButton.LeftButton, pos=parts(results, 0).frames[number].center())
    assert desk.searching.current.shot == shown[number][0].shot
    assert desk.window.player.position == shown[number][0].start


# Keys ----------------------------------------------------------------------------------------------------------------


def test_n_walks_through_the_moments_of_a_video_and_back(desk):
    window = desk.window
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    moments = window.model.in_video(window.results.current_hit().video)
    at = [moment.shot for moment in moments].index(window.results.current_hit().shot)
    for step in range(1, len(moments) + 1):
        QTest.keyClick(window.results, Qt.Key.Key_N)
        assert desk.searching.current.shot == moments[(at + step) % len(moments)].shot
        assert window.results.currentIndex().row() == 0  # one card for all of them
    QTest.keyClick(window.results, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert desk.searching.current.shot == moments[at - 1].shot


def test_delete_hides_and_undo_brings_back_also_when_asked_again(desk, qtbot):
    window = desk.window
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    card = window.model.card(0)
    QTest.keyClick(window.results, Qt.Key.Key_Delete)
    assert window.model.row_of(card.hit.shot) == -1
    assert window.toast.words == f"Hidden from the results: {len(card.moments)} moments. The file is not touched."
    assert window.results.current_hit() is not None
    QTest.keyClick(window.results, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.searching.current.shot == card.moments[0].shot


def test_tab_goes_from_pane_to_pane(desk):
    window = desk.window
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    panes = [window.search_bar, window.results, window.player, window.library]
    window.focus_search()
    for pane in [*panes[1:], panes[0]]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert pane is window.focusWidget() or pane.isAncestorOf(window.focusWidget())
        if pane is window.player:  # its buttons come after; from any of them F6 leaves
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            assert pane.isAncestorOf(window.focusWidget())
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_F6)
            assert window.library.isAncestorOf(window.focusWidget())
            break
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.search_bar.isAncestorOf(window.focusWidget())
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert window.library.isAncestorOf(window.focusWidget())


# Playing in place ----------------------------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot, qapp: QApplication) -> Iterator[ResultsView]:
    thumbnails, theme, model = Thumbnails(), Theme(qapp, "dark"), ResultsModel()
    view = ResultsView(theme, thumbnails, model)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(760, 560)
    view.show()
    view.setFocus()
    yield view
    view.stop_playing()
    thumbnails.close()
    theme.deleteLater()


def moment(path: str, **more) -> m.Hit:
    frames = tuple(m.Keyframe(1.0 + second, f"{second}.jpg", 1.0) for second in range(2))
    return m.Hit(1, 1, path, 1.0, 2.0, 0.3, "strong", frames, 0, (0,), duration=4.0, frame_rate=10.0, **more)


def test_space_plays_the_moment_on_its_card_round_and_round_and_silent(view, film, qtbot):
    view._hits.show_hits([moment(film)])
    view.select_row(0)
    QTest.keyClick(view, Qt.Key.Key_Space)
    cinema = view.cinema
    assert cinema.isVisible()
    assert cinema.geometry() == parts(view, 0).picture
    places: list[float] = []
    qtbot.waitUntil(
        lambda: (places.append(cinema.seconds), len(places) > 1 and places[-1] < places[-2] - 0.3)[1], timeout=20000
    )
    assert cinema.muted
    assert all(0.9 <= place <= 2.3 for place in places)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not cinema.isVisible()
    assert cinema._film.path == ""


def test_m_is_the_sound_of_what_plays_in_place_and_find_similar_otherwise(desk):
    window = desk.window
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    QTest.keyClick(window.results, Qt.Key.Key_Space)
    QTest.keyClick(window.results, Qt.Key.Key_M)
    assert not window.results.cinema.muted
    assert not window.search_bar.chips
    QTest.keyClick(window.results, Qt.Key.Key_Escape)
    assert window.results.cinema.hit is None
    QTest.keyClick(window.results, Qt.Key.Key_M)
    assert len(window.search_bar.chips) == 1


@pytest.mark.parametrize("why", ["not here", "not playable", "damaged"])
def test_what_cannot_be_played_is_leafed_through_by_its_frames(view, film, qtbot, tmp_path, why):
    (tmp_path / "damaged.mp4").write_bytes(b"no film")
    told = {
        "not here": moment(film, present=False, place_state="offline"),
        "not playable": moment(film, playable=False),
        "damaged": moment(str(tmp_path / "damaged.mp4")),
    }[why]
    view._hits.show_hits([told])
    view.select_row(0)
    view.play_in_place()
    qtbot.waitUntil(lambda: view.cinema.leafing, timeout=20000)
    seen = set()
    qtbot.waitUntil(lambda: (seen.add(view.cinema.seconds), seen == {1.0, 2.0})[1])
    if why != "damaged":
        assert view.cinema._film is None  # Qt has not been given the file


def test_another_card_ends_it(view, film):
    view._hits.show_hits([moment(film, present=False), m.Hit(2, 2, "/v/2.mp4", 0.0, 4.0, 0.2, "strong", (), 0, ())])
    view.select_row(0)
    view.play_in_place()
    assert view.cinema.hit is not None
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.cinema.hit is None


def test_a_card_painted_without_its_picture_gets_it_when_it_comes(view, qtbot, tmp_path):
    """A card at rest is kept as painted, but not for longer than it is true."""
    path = tmp_path / "late.jpg"
    frames = (m.Keyframe(1.0, str(path), 1.0),)
    view._hits.show_hits([m.Hit(1, 1, "/v/1.mp4", 1.0, 2.0, 0.3, "strong", frames, 0, (0,))])

    def shown() -> str:
        place = parts(view, 0).picture
        return view.viewport().grab().toImage().pixelColor(place.center() + QPoint(40, -20)).name()

    blank = shown()
    qtbot.waitUntil(lambda: not view._thumbnails._working and not view._thumbnails._waiting)
    assert shown() == blank  # it cannot be read
    image = QImage(160, 90, QImage.Format.Format_RGB32)
    image.fill(QColor("#aa3311"))
    image.save(str(path))
    view._thumbnails.forget_missing()
    qtbot.waitUntil(lambda: QColor(shown()).red() > 150)


# Orders that come later ----------------------------------------------------------------------------------------------


def test_a_better_order_glides_in_once_when_nobody_uses_the_old_one(start, qtbot):
    desk = start()
    window = desk.window
    window.model.grouped = False
    window.search_bar.set_text("reorder")
    qtbot.waitUntil(lambda: window.results._motion.running, timeout=10000)
    assert window.model.index(0).data(HIT).shot == 38
    window.results.viewport().grab()  # painted on the way
    qtbot.waitUntil(lambda: not window.results._motion.running)


def test_what_is_indexed_meanwhile_comes_below_and_moves_nothing(start, answered, qtbot, monkeypatch):
    monkeypatch.setattr("app.searching.FRESHEN", 30)
    desk = answered(start("--indexing", "900"), "dog")
    window = desk.window
    before = [window.model.hit(row) for row in range(window.model.rowCount())]
    known = desk.conversation._library
    window.wishes.question_asked.disconnect()
    desk.searching._freshen.setInterval(30)
    desk.searching.library_changed(m.LibraryState(known.folders, known.videos, known.indexed + 1, 9, 9.0))
    qtbot.waitUntil(lambda: len(desk.heard(m.Search)) == 2)
    fresh = tuple(
        m.Hit(900 + n, 90, "/v/new.mp4", 40.0 * n, 40.0 * n + 5, 0.3, band, (), 0, ())
        for n, band in enumerate(("strong", "weak"))
    )
    job = desk.heard(m.Search)[-1].job
    desk.searching._fresh_job = job
    desk.client.received.emit(m.Hits(job, "refined", "dog", (*fresh, *before), (), 2, 3, 0.1))
    assert window.fresh.isVisible()
    assert window.fresh.count == 1  # a guess is no news
    assert [window.model.hit(row) for row in range(window.model.rowCount())] == before
    window.resize(1280, 800)
    assert window.fresh._list.isVisible()
    window.resize(960, 600)
    assert not window.fresh._list.isVisible()  # a line stays, the cards keep their room
    assert window.fresh.isVisible()
    index = window.fresh._model.index(0)
    window.fresh._list.setCurrentIndex(index)
    assert desk.searching.current.shot == 900


def test_guesses_that_nobody_uses_make_room_for_an_answer(start, answered, qtbot):
    desk = answered(start("--indexing", "900"), "purple giraffe")
    desk.searching._fresh_job = 4711
    sure = m.Hit(900, 90, "/v/new.mp4", 0.0, 5.0, 0.3, "strong", (), 0, ())
    answer = m.Hits(4711, "refined", "purple giraffe", (sure,), (), 2, 3, 0.1)
    desk.window.results.used = True
    desk.client.received.emit(answer)
    assert desk.window.fresh.count == 1  # they are in use: it comes below
    desk.window.results.used = False
    asked = len(desk.heard(m.Search))
    desk.searching._fresh_job = 4711
    desk.client.received.emit(answer)
    qtbot.waitUntil(lambda: len(desk.heard(m.Search)) == asked + 1)


def test_shapes_of_cards_stand_where_nothing_is_ready_yet(start, qtbot):
    desk = start()
    desk.window.search_bar.set_text("slow dog")
    qtbot.waitUntil(lambda: desk.searching.asked)
    assert desk.window.results.isVisible()
    assert desk.window.results._waiting
    blank = desk.window.results.grab().toImage()
    assert len({blank.pixel(x, y) for x in range(0, blank.width(), 7) for y in range(0, blank.height(), 7)}) > 2
    qtbot.waitUntil(lambda: desk.window.model.rowCount() > 0)
    assert not desk.window.results._waiting


def test_a_word_that_nothing_answers_can_be_dropped(start, answered, qtbot):
    desk = answered(start(), "purple giraffe")
    hits = desk.searching._answer.hits
    words = (m.WordRelevance("purple", (0.9,), True), m.WordRelevance("giraffe", (0.0,), False))
    told = replace(desk.searching._answer, hits=tuple(replace(hit, words=words) for hit in hits))
    desk.searching._tell(told)
    assert "Without “giraffe”" in desk.window.verdict.offers
    assert "Search with a picture…" in desk.window.verdict.offers
    desk.window.verdict.without_requested.emit("giraffe")
    qtbot.waitUntil(lambda: [one.text for one in desk.heard(m.Search)[-1:]] == ["purple"])


# Accessibility -------------------------------------------------------------------------------------------------------


def test_painted_cards_have_names_and_roles(desk):
    results = desk.window.results
    interface = QAccessible.queryAccessibleInterface(results)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Moments found"
    assert interface.childCount() >= 7
    child = interface.child(0)
    assert child.role() == QAccessible.Role.ListItem
    hit = desk.window.model.hit(0)
    assert child.text(QAccessible.Text.Name).startswith(hit.path.rpartition("/")[2])
    assert "match" in child.text(QAccessible.Text.Name)
    assert "more moments in this video" in child.text(QAccessible.Text.Description)


def test_the_focus_is_seen(desk):
    results, theme = desk.window.results, desk.window.theme
    desk.window.activateWindow()
    QTest.qWaitForWindowActive(desk.window)
    results.setFocus()

    def ring() -> str:
        cell = results.visualRect(desk.window.model.index(0))
        image = results.viewport().grab(cell).toImage()
        return image.pixelColor(image.width() // 2, 5).name()

    assert ring() == theme.colours.accent
    desk.window.focus_search()
    assert ring() == theme.colours.quiet
