"""What becomes of hits before they are painted: neighbours, cards, orders, hiding, words for screen readers."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester

from app.card_parts import paint_band
from app.grouping import Order, in_order, make_cards, merge_neighbours
from app.heat import at_times, over_video, paint_bars
from app.place_words import where_briefly, where_in_full, where_it_is
from app.results_model import CARD, ResultsModel
from app.theme import DARK, LIGHT, Theme
from engine import messages as m
from tests.app.test_parts import contrast


def hit(shot: int, video: int = 1, start: float = 0.0, end: float = 6.0, band: str = "strong", **more) -> m.Hit:
    frames = tuple(m.Keyframe(start + second, f"{shot}-{second}.jpg", 0.2 * second) for second in range(4))
    words = (m.WordRelevance("dog", (0.0, 0.3, 0.6, 0.9), True),)
    told: dict = {"words": words, "duration": 100.0} | more
    return m.Hit(shot, video, f"/v/{video}.mp4", start, end, 1.0 - shot / 100, band, frames, 3, (3, 2, 1), **told)


# Neighbours ----------------------------------------------------------------------------------------------------------


def test_moments_of_one_video_within_two_seconds_are_one():
    first, second, far = hit(1, start=10, end=16), hit(2, start=17.5, end=22), hit(3, start=40, end=46)
    (one, other), joined = merge_neighbours([second, far, first])
    assert (one.shot, one.start, one.end, other.shot) == (2, 10, 22, 3)
    assert joined == {1: 2}
    assert [frame.time for frame in one.frames] == [10, 11, 12, 13, 17.5, 18.5, 19.5, 20.5]
    assert one.frames[one.best].picture == "2-3.jpg"  # still the best one's picture
    assert [one.frames[index].picture for index in one.keyframes[:2]] == ["2-3.jpg", "1-3.jpg"]
    assert one.words[0].frames == (0.0, 0.3, 0.6, 0.9) * 2


@pytest.mark.parametrize(
    "other",
    [
        hit(2, start=8.1, end=12),  # more than two seconds
        hit(2, video=2, start=6.5, end=12),
        hit(2, start=6.5, end=12, band="possible"),
        hit(2, start=6.5, end=12, matched=(0.0, 1.0)),  # each is like another part of the clip
        hit(2, start=6.5, end=40),  # longer together than any shot
    ],
    ids=["far", "other video", "other band", "similar", "too long"],
)
def test_what_stays_apart(other):
    hits, joined = merge_neighbours([hit(1), other])
    assert len(hits) == 2
    assert not joined


def test_guesses_are_not_joined():
    assert len(merge_neighbours([hit(1, band="weak"), hit(2, start=6, end=9, band="weak")])[0]) == 2


# Cards ---------------------------------------------------------------------------------------------------------------


def test_a_video_has_one_card_in_the_place_of_its_best_moment():
    hits = [hit(1, video=7), hit(2, video=8), hit(3, video=7, start=50, end=55), hit(4, video=9)]
    cards = make_cards(hits, grouped=True)
    assert [(card.key, [moment.shot for moment in card.moments]) for card in cards] == [(7, [1, 3]), (8, [2]), (9, [4])]
    assert [card.key for card in make_cards(hits, grouped=False)] == [1, 2, 3, 4]


def test_a_card_shows_keyframes_of_all_its_moments_and_counts_the_rest():
    (card,) = make_cards([hit(1), hit(2, start=50, end=55), hit(3, start=80, end=85)], grouped=True)
    shown = card.best_frames(4)
    assert len(shown) == 4
    assert [moment.frames[index].time for moment, index in shown] == sorted(
        moment.frames[index].time for moment, index in shown
    )
    assert {moment.shot for moment, _ in shown} == {1, 2, 3}
    assert card.matching() == 8  # three moments with three keyframes each, less the picture shown


def test_orders():
    hits = [
        replace(hit(1, video=1, duration=9.0, date=5.0), path="/v/clip 10.mp4"),
        replace(hit(2, video=2, duration=3.0, date=9.0), path="/w/Clip 9.mp4"),
        replace(hit(3, video=3, duration=6.0, date=1.0), path="/v/a.mp4"),
    ]
    cards = make_cards(hits, grouped=True)
    assert [card.key for card in in_order(cards, Order.RELEVANCE)] == [1, 2, 3]
    assert [card.key for card in in_order(cards, Order.DATE)] == [2, 1, 3]
    assert [card.key for card in in_order(cards, Order.NAME)] == [3, 2, 1]
    assert [card.key for card in in_order(cards, Order.DURATION)] == [2, 3, 1]


# Model ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def model(qapp):
    model = ResultsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_hits([hit(1, video=7), hit(2, video=8), hit(3, video=7, start=50, end=55), hit(4, video=9)])
    yield model
    del tester


def test_a_card_can_be_led_to_another_of_its_moments(model, qtbot):
    with qtbot.waitSignal(model.dataChanged):
        assert model.choose(3) == 0
    assert model.hit(0).shot == 3
    assert [moment.shot for moment in model.in_video(7)] == [1, 3]
    model.show_hits([hit(2, video=8), hit(1, video=7), hit(3, video=7, start=50, end=55)])
    assert model.hit(1).shot == 3  # it stays there when a better order comes


def test_grouping_is_switched_without_losing_anything(model):
    assert (model.rowCount(), model.moments, model.videos) == (3, 4, 3)
    model.group(False)
    assert (model.rowCount(), model.moments, model.videos) == (4, 4, 3)
    assert [model.hit(row).shot for row in range(4)] == [1, 2, 3, 4]


def test_new_facts_move_nothing_and_a_known_order_is_recognised(model):
    better = [hit(4, video=9), hit(1, video=7, band="possible"), hit(2, video=8)]
    assert not model.same_order(better)
    model.update_in_place(better)
    assert [model.card(row).key for row in range(3)] == [7, 8, 9]
    assert model.hit(0).band == "possible"
    assert model.same_order([hit(1, video=7), hit(2, video=8), hit(4, video=9)])


def test_what_is_put_away_is_gone_until_it_is_brought_back(model):
    model.put_away(model.shots_of(model.card(0)))
    assert [model.card(row).key for row in range(model.rowCount())] == [8, 9]
    assert model.unknown([hit(1, video=7), hit(5, video=5)]) == [hit(5, video=5)]
    model.put_away([1, 3], away=False)
    assert model.rowCount() == 3


def test_more_hits_at_the_end_are_added_without_a_reset(model, qtbot):
    shown = [model.hit(row) for row in range(3)]
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.show_hits([*shown, hit(9, video=10)])
    assert model.rowCount() == 4


def test_screen_readers_are_told_what_is_painted(model):
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "7.mp4, 0:00.0 to 0:06.0, strong match"
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "1 more moment in this video; N goes to it"
    assert model.index(1).data(Qt.ItemDataRole.AccessibleDescriptionRole) == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"present": False, "place_state": "offline", "volume": "LACIE-02"}, "on LACIE-02, not connected"),
        ({"present": False, "place_state": "missing", "since": 1772496000.0}, "not found since 3/3/26"),
        ({"present": False}, "file not found"),
        ({}, ""),
    ],
    ids=["offline", "missing", "unknown", "here"],
)
def test_where_a_file_is_is_said_in_words(qapp, state, words):
    from PySide6.QtCore import QLocale

    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    try:
        assert where_it_is(hit(1, **state)) == words
        away = hit(1, present=False, place_state="offline", volume="LACIE-02", since=1772496000.0)
        assert where_in_full(away) == "on LACIE-02, not connected; last seen 3/3/26"
        assert where_briefly(away) == "LACIE-02 is away"
    finally:
        QLocale.setDefault(before)


# Heat ----------------------------------------------------------------------------------------------------------------


def test_the_strip_is_the_curve_of_the_video_or_what_its_moments_know(model):
    card = model.index(0).data(CARD)
    known = over_video(card, None, 100)
    assert [slot for slot, value in enumerate(known) if value > 0.5] == [3, 53]
    curve = m.Curve(1, 7, tuple(float(second) for second in range(100)), tuple(second / 100 for second in range(100)))
    assert over_video(card, curve, 100) == pytest.approx([second / 100 for second in range(100)])


def test_samples_far_apart_fill_the_space_between_them():
    minutes = [(60.0 * minute, 1.0) for minute in range(10)]
    assert sum(at_times(minutes, 0.0, 600.0, 100)) < 20
    assert sum(at_times(minutes, 0.0, 600.0, 100, reach=100.0)) > 90


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
def test_the_strip_reads_in_grey(qapp, colours):
    """Higher values are taller and stand out more; the highest has three to one against the ground, as WCAG asks of graphics."""
    values = [0.1, 0.3, 0.6, 1.0]
    for colour in (colours.accent, colours.quiet):
        image = QImage(40, 20, QImage.Format.Format_RGB32)
        image.fill(QColor(colours.ground))
        painter = QPainter(image)
        paint_bars(painter, QRectF(0, 0, 40, 20), values, QColor(colour), QColor(colours.line))
        painter.end()
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        ground = grey.pixelColor(0, 0).lightness()
        heights = [sum(grey.pixelColor(bar * 10 + 4, y).lightness() != ground for y in range(19)) for bar in range(4)]
        apart = [abs(grey.pixelColor(bar * 10 + 4, 18).lightness() - ground) for bar in range(4)]
        assert heights == sorted(heights)
        assert len(set(heights)) == 4
        assert apart == sorted(apart)
        assert contrast(image.pixelColor(34, 10).name(), colours.ground) >= 3.0


@pytest.mark.parametrize("opacity", [190, 170], ids=["labels", "more keyframes"])
def test_words_over_pictures_can_be_read_on_white(opacity):
    behind = round(255 * (1 - opacity / 255))
    assert contrast("#ffffff", QColor(behind, behind, behind).name()) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda colours: colours.name)
def test_what_marks_a_state_stands_out_in_both_themes(colours):
    for mark in (
        colours.accent,
        colours.quiet,
        colours.text,
    ):  # focus ring, unfocused ring, bands, marks under the strip
        for ground in (colours.ground, colours.raised):
            assert contrast(mark, ground) >= 3.0


def test_bands_differ_in_shape_and_not_only_in_colour(qapp):
    theme = Theme(qapp, "dark")
    seen = []
    for band in ("strong", "possible", "weak"):
        image = QImage(16, 16, QImage.Format.Format_RGB32)
        image.fill(QColor("#000000"))
        painter = QPainter(image)
        paint_band(painter, QPointF(8, 8), band, theme)
        painter.end()
        grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
        seen.append(tuple(grey.pixelColor(x, 8).lightness() > 60 for x in (6, 10)))
    assert seen == [(True, True), (True, False), (False, False)]
    theme.deleteLater()
