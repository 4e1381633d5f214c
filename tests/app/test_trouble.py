"""What a person sees of a library in trouble: a page with choices, or a strip that goes when it is over."""

import engine.messages as m


def test_a_damaged_library_offers_its_copies_and_goes_on_when_it_is_mended(start, qtbot):
    desk = start("--script", "damaged", wait=False)
    page = desk.window.trouble
    qtbot.waitUntil(page.isVisible, timeout=10000)
    assert "nothing is deleted" in page._words.text()
    assert page._restore.text().startswith("Restore the copy of")
    older = page._copies.actions()
    assert len(older) == 2
    older[0].trigger()
    assert not page._salvage.isEnabled()
    qtbot.waitUntil(lambda: desk.heard(m.RepairLibrary) != [], timeout=10000)
    (wish,) = desk.heard(m.RepairLibrary)
    assert (wish.how, wish.backup) == ("restore", "library-1.db")
    qtbot.waitUntil(lambda: desk.window.empty.isVisible(), timeout=10000)
    assert "as it was on" in desk.window.toast.words


def test_a_repair_that_failed_leaves_the_choice(start, qtbot):
    desk = start("--script", "damaged", wait=False)
    page = desk.window.trouble
    qtbot.waitUntil(page.isVisible, timeout=10000)
    page._salvage.click()
    qtbot.waitUntil(lambda: "Nothing could be read" in desk.window.toast.words, timeout=10000)
    qtbot.waitUntil(page._restore.isEnabled, timeout=10000)
    assert page.isVisible()


def test_without_copies_what_can_be_read_is_offered_first(start, qtbot):
    desk = start("--script", "damaged-no-copy", wait=False)
    page = desk.window.trouble
    qtbot.waitUntil(page.isVisible, timeout=10000)
    assert page._restore.isHidden()
    assert page._older.isHidden()
    assert page._salvage.property("primary")
    page._salvage.click()
    qtbot.waitUntil(lambda: desk.window.empty.isVisible(), timeout=10000)


def test_a_library_that_can_only_be_read_says_so_as_long_as_it_lasts(start, qtbot):
    desk = start("--script", "read-only")
    qtbot.waitUntil(lambda: "cannot be written" in desk.window.state.words, timeout=10000)


def test_a_disk_that_is_nearly_full_is_said_with_numbers_and_unsaid_when_there_is_room(start):
    desk = start()
    desk.client.received.emit(m.DiskState(5, "/library", 312_000_000, 1_100_000_000))
    assert "312" in desk.window.state.words
    assert "1.1 GB" in desk.window.state.words
    desk.client.received.emit(m.DiskState(5, "/library", 2_000_000_000, 0))
    assert desk.window.state.words == ""
