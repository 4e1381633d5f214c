"""The states of a window in which something is wrong: files, drives, disk, device, model, database."""

from __future__ import annotations

import os
import shutil
import signal

from app.engine_words import in_window_language
from engine.messages import Notice, Progress
from tests.gallery.studio import Studio

STAR = "an orange star moving down"


def problems(studio: Studio) -> None:
    folder = studio.folder("bad") / "Camera"
    folder.mkdir()
    film = studio.films()[0]
    shutil.copy(film, folder / "good.mp4")
    (folder / "broken.mp4").write_bytes(film.read_bytes()[:3000])
    (folder / "empty.mov").write_bytes(b"")
    (folder / "notes.mkv").write_text("#EXTM3U\n/etc/passwd\n", encoding="utf-8")
    studio.index(folder)
    studio.window.wishes.show_problems.emit()
    studio.pause(1.0)
    studio.save("problems")
    studio.tidy()
    studio.save("problems-marked")


def moved(studio: Studio) -> None:
    """Some films of a folder are renamed behind the program's back."""
    folder = studio.folder("moving") / "Wedding"
    studio.other_films(folder, 6)
    studio.index(folder)
    (folder / "Best of").mkdir()
    for film in list(folder.glob("*.*"))[:4]:
        film.rename(folder / "Best of" / film.name)
    studio.window.wishes.show_activity.emit()
    studio.index(folder)
    studio.save("moved-re-linked")
    remove(studio, "Wedding")


def missing(studio: Studio) -> None:
    """Films that two looks have not found, though their folder is there."""
    folder = studio.folder("losing") / "Garden"
    studio.other_films(folder, 16)
    studio.index(folder)
    for film in list(folder.glob("*.*"))[::2]:
        film.unlink()
    studio.index(folder)
    studio.index(folder)
    scope_to(studio, "Garden")
    studio.ask(STAR)
    hits = [studio.window.model.hit(row) for row in range(studio.window.model.rowCount())]
    row = next((row for row, hit in enumerate(hits) if hit is not None and not hit.present), 0)
    studio.window.results.select_row(row)
    studio.pause(0.5)
    studio.save("missing-file")
    scope_to(studio, "")
    remove(studio, "Garden")


def offline(studio: Studio) -> None:
    place = studio.folder("drive") / "LACIE-02"
    studio.other_films(place, 16)
    studio.index(place)
    place.rename(place.with_name("gone"))
    studio.index(place)
    scope_to(studio, "LACIE-02")
    studio.ask(STAR)
    studio.window.results.select_row(0)
    studio.pause(0.5)
    studio.save("offline-scope")
    studio.window.player.play()
    studio.pause(1.0)
    studio.save("offline-hit-opened")
    studio.window.resize(960, 600)
    studio.save("offline-small")
    scope_to(studio, "")
    remove(studio, "LACIE-02")


def scope_to(studio: Studio, name: str) -> None:
    """Search only in the folder of that name; "" is everywhere."""
    library = studio.conversation._library
    folders = library.folders if library is not None else ()
    numbers = [folder.folder for folder in folders if name and folder.path.endswith(f"/{name}")]
    studio.window.library.set_scope(tuple(numbers))
    studio.pause(0.3)


def remove(studio: Studio, name: str) -> None:
    """Take the folder of that name out of the library again."""
    library = studio.conversation._library
    for folder in library.folders if library is not None else ():
        if folder.path.endswith(f"/{name}"):
            studio.conversation.places.remove(folder)
    studio.pause(0.5)


def slow_share(studio: Studio) -> None:
    """The message is the real one, said here in the engine's place: there is no slow share to read from."""
    path = str(studio.films()[0])
    studio.conversation._indexing[9999] = str(studio.work / "Films")
    progress = Progress(9999, "indexing", path, 4000.0, 31000.0, 33, 214, 5400.0, 3.2, reading=9_000_000.0)
    studio.client.received.emit(progress)
    studio.window.wishes.show_activity.emit()
    studio.save("slow-share")
    del studio.conversation._indexing[9999]
    studio.window.activity.end_progress()
    studio.conversation.indexing.show_queue()


def memory(studio: Studio) -> None:
    """The notice is the real one, said here in the engine's place: this needs a graphics card that is full."""
    from engine.engine import LEFT_CARD

    studio.client.received.emit(in_window_language(Notice(LEFT_CARD)))
    studio.save("graphics-memory")


def engine_died(studio: Studio) -> None:
    studio.ask(STAR)
    process = studio.client._process
    assert process is not None
    os.kill(process.processId(), signal.SIGKILL)
    studio.until(lambda: bool(studio.window.toast.words))
    studio.save("engine-died", settle=0.1)
    studio.ready()


def open_without_model(studio: Studio) -> None:
    studio.open(None, "--model", "clip-b32")


def model_missing(studio: Studio) -> None:
    studio.program.settings.model = "clip-b32"
    studio.ready()
    studio.pause(2.0)
    studio.save("model-missing")
    studio.window.resize(960, 600)
    studio.save("model-missing-small")


def open_with_another_model(studio: Studio) -> None:
    studio.open(None, "--model", f"local-dir:{studio.work / 'tiny-clip'}")


def other_model(studio: Studio) -> None:
    """Another model is a small one with random weights: its answers mean nothing, and none is shown."""
    studio.ready()
    studio.pause(1.0)
    studio.save("index-from-another-model")


def open_damaged(studio: Studio) -> None:
    """Some pages of the database are overwritten; the prepared library has a copy."""
    library = studio.library()
    data = bytearray((library / "library.db").read_bytes())
    data[4096 : 4096 * 3] = bytes(4096 * 2)
    (library / "library.db").write_bytes(data)
    studio.open(library)


def damaged(studio: Studio) -> None:
    studio.until(lambda: studio.conversation.mending.damaged)
    studio.pause(0.5)
    studio.save("damaged-library")
    studio.window.resize(960, 600)
    studio.save("damaged-library-small")


def disk_full(studio: Studio) -> None:
    """The engine believes that 312 MB are free (faults.py)."""
    folder = studio.folder("new") / "Films"
    shutil.copytree(studio.work / "Films", folder)
    (studio.faults / "disk-full").touch()
    studio.conversation.index(str(folder))
    studio.until(lambda: bool(studio.window.state.words))
    studio.save("disk-nearly-full")
    (studio.faults / "disk-full").unlink()
    studio.until(lambda: not studio.window.state.words)


def crashed(studio: Studio) -> None:
    """The engine is killed in the middle of a film: the next one tells that it went on, and re-checks that film."""
    studio.until(lambda: studio.conversation._library is not None and studio.conversation._library.indexed >= 2)
    process = studio.client._process
    assert process is not None
    os.kill(process.processId(), signal.SIGKILL)
    studio.until(lambda: bool(studio.window.toast.words))
    died = studio.window.toast.words
    studio.until(lambda: studio.window.toast.words not in ("", died))
    studio.save("continued-where-it-stopped")


def device_lost(studio: Studio) -> None:
    """The model's device fails in the middle of a film (faults.py): the engine ends, the window starts another, which goes on."""
    studio.until(lambda: studio.conversation._library is not None and studio.conversation._library.indexed >= 6)
    (studio.faults / "device-lost").touch()
    studio.until(lambda: studio.window.toast.words != "" and studio.conversation._ready is None)
    studio.save("device-lost", settle=0.1)
