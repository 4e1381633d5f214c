"""What can be asked about places: take out and put back, leave out by patterns, say where something is now, sub-folders, what is connected."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator
from pathlib import Path, PurePath

from engine.background import in_thread
from engine.errors import MediaError, QueryError
from engine.indexing.look import fingerprint_of, place_moved
from engine.indexing.presence import settle
from engine.indexing.steps import STEP, Pause, Steps
from engine.library import readings, roots, shelf
from engine.library.catalog import Folder
from engine.library.library import Library
from engine.media.decoder import Decoder
from engine.media.find import display_name
from engine.media.patterns import cleaned, compile_patterns, exactly, leaves_out
from engine.media.volumes import Volumes, answers
from engine.messages import (
    Branch,
    Branches,
    CheckPlaces,
    Done,
    Exclude,
    Forget,
    IndexFolder,
    LibraryState,
    ListBranches,
    Locate,
    Message,
    Notice,
    Removed,
    RemoveFolder,
    Restore,
    RetryVideo,
    SetPatterns,
)

COMPARED = 5  # files whose content must agree before a folder counts as the one that was missing
LOOKED_FOR = 200  # known files that are looked for in a folder that the person points at


class Places:
    """The jobs about places of one library. `candidates` are paths where a missing folder may be, by the folder's id."""

    def __init__(
        self,
        library: Library,
        volumes: Volumes,
        state: Callable[[], LibraryState],
        model: Callable[[], int | None],
        index: Callable[[IndexFolder], Steps],
    ) -> None:
        self._library = library
        self._volumes = volumes
        self._state = state
        self._model = model
        self._index = index
        self._numbers = itertools.count(-1_000_000, -1)  # of jobs that nobody asked for
        self.candidates: dict[int, tuple[str, ...]] = {}

    # Out and back ----------------------------------------------------------------------------------------------------

    def remove_folder(self, request: RemoveFolder) -> Steps:
        """Take a folder out. What was learnt of its videos stays, and so do the files."""
        folder = self._folder(request.folder)
        removal = shelf.shelve_folder(self._library.catalog, folder.id)
        yield self._state()
        name = display_name(folder.path)
        yield Removed(request.job, removal, f"“{name}” was removed from the library. Your files are not touched.")
        yield Done(request.job)

    def forget(self, request: Forget) -> Steps:
        """Take a video out. Where its file is there, or may come back with its drive, a pattern keeps it out."""
        catalog = self._library.catalog
        seats = roots.seats(catalog, request.video)
        if not seats:
            raise QueryError("This video is not in the library any more.")
        missing = {
            place.id for seat in seats for place in [catalog.places(seat.folder)[seat.path]] if place.missing_since
        }
        removal = shelf.shelve_places(catalog, [seat.place for seat in seats], "video")
        for seat in seats:
            if seat.place not in missing:
                self._add_pattern(seat.folder, exactly(PurePath(seat.path.relative_to(seat.root)), folder=False))
        yield self._state()
        name = display_name(seats[0].path)
        yield Removed(request.job, removal, f"“{name}” was taken out of the library. Your files are not touched.")
        yield Done(request.job)

    def retry_video(self, request: RetryVideo) -> Steps:
        """Try a video again, whatever became of it before."""
        catalog = self._library.catalog
        video = catalog.videos([request.video]).get(request.video)
        if video is None:
            raise QueryError("This video is not in the library any more.")
        readings.retry(catalog, request.video)
        yield self._state()
        yield from self._index(IndexFolder(request.job, str(video.path)))

    def exclude(self, request: Exclude) -> Steps:
        """Leave a file or a sub-folder out from now on."""
        path = Path(request.path)
        folder = self._folder_around(path)
        is_file = path in self._library.catalog.places(folder.id)
        self._add_pattern(folder.id, exactly(PurePath(path.relative_to(folder.path)), folder=not is_file))
        removal = self._apply_patterns(folder)
        yield self._state()
        yield Removed(request.job, removal, f"“{display_name(path)}” is left out of the library from now on.")
        yield Done(request.job)

    def set_patterns(self, request: SetPatterns) -> Steps:
        """Keep the patterns; what they leave out goes, what they let in again comes back, and the folder is looked through."""
        folder = self._folder(request.folder)
        roots.set_patterns(self._library.catalog, folder.id, cleaned(request.patterns))
        self._apply_patterns(folder)
        yield self._state()
        if folder.missing_since is None:
            yield from self._index(IndexFolder(request.job, str(folder.path)))
        else:
            yield Done(request.job)

    def restore(self, request: Restore) -> Steps:
        """Undo a removal, with the pattern that came with it."""
        catalog = self._library.catalog
        paths = shelf.paths_of(catalog, request.removal)
        shelf.restore(catalog, request.removal)
        for folder in catalog.folders(None):
            inside = [path.relative_to(folder.path) for path in paths if path.is_relative_to(folder.path)]
            if not inside:
                continue
            wanted = {exactly(PurePath(path), folder=False) for path in inside}
            wanted |= {exactly(PurePath(parent), folder=True) for path in inside for parent in list(path.parents)[:-1]}
            kept = [pattern for pattern in roots.patterns_of(catalog, folder.id) if pattern not in wanted]
            roots.set_patterns(catalog, folder.id, kept)
        yield self._state()
        yield Done(request.job)

    def _add_pattern(self, folder: int, pattern: str) -> None:
        catalog = self._library.catalog
        roots.set_patterns(catalog, folder, cleaned([*roots.patterns_of(catalog, folder), pattern]))

    def _apply_patterns(self, folder: Folder) -> int:
        """Bring what is shown in line with a folder's patterns; the number of the removal."""
        catalog = self._library.catalog
        excluded = compile_patterns(roots.patterns_of(catalog, folder.id))

        def out(path: Path) -> bool:
            return leaves_out(excluded, PurePath(path.relative_to(folder.path)))

        for removal in shelf.removals_of(catalog, folder.id, "pattern"):
            shelf.restore(catalog, removal, lambda path: path.is_relative_to(folder.path) and not out(path))
        places = [place.id for path, place in catalog.places(folder.id).items() if out(path)]
        return shelf.shelve_places(catalog, places, "pattern")

    # Where things are ------------------------------------------------------------------------------------------------

    def locate(self, request: Locate) -> Steps:
        """What was missing is at a path that the person gives, if its content says so."""
        with Decoder() as decoder:
            if request.folder:
                yield from self._locate_folder(request, self._folder(request.folder), decoder)
            else:
                yield from self._locate_video(request, decoder)

    def _locate_folder(self, request: Locate, folder: Folder, decoder: Decoder) -> Steps:
        chosen = Path(request.path)
        for path in (chosen, chosen / folder.path.name):
            if (yield from self._holds(path, folder, decoder)):
                roots.move_root(self._library.catalog, folder.id, path)
                roots.was_there(self._library.catalog, folder.id)
                self.candidates.pop(folder.id, None)
                yield self._state()
                yield from self._index(IndexFolder(request.job, str(path)))
                return
        raise MediaError(f"None of the videos of “{display_name(folder.path)}” were found in “{display_name(chosen)}”.")

    def _holds(self, path: Path, folder: Folder, decoder: Decoder) -> Generator[Pause, None, bool]:
        """Whether files that were in a folder are in this one, at the same places and with the same content."""
        catalog = self._library.catalog
        places = [place for place in catalog.places(folder.id).values() if place.video is not None]
        some = places[:: max(1, len(places) // LOOKED_FOR)]
        there = []
        for place in some:
            moved = path / place.path.relative_to(folder.path)
            size = yield from in_thread(lambda moved=moved: moved.stat().st_size if moved.is_file() else None)
            if size == place.size:
                there.append((moved, place.video))
        if not places:
            return answers(path)
        same = compared = 0
        videos = catalog.videos(video for _, video in there if video is not None)
        for moved, video in there[:: max(1, len(there) // COMPARED)]:
            try:
                fingerprint = yield from fingerprint_of(moved, decoder)
            except MediaError:
                continue
            compared += 1
            same += video is not None and fingerprint.digest == videos[video].digest
            yield STEP
        return compared > 0 and 2 * same > compared

    def _locate_video(self, request: Locate, decoder: Decoder) -> Steps:
        catalog, path = self._library.catalog, Path(request.path)
        known = catalog.videos([request.video]).get(request.video)
        if known is None:
            raise QueryError("This video is not in the library any more.")
        fingerprint = yield from fingerprint_of(path, decoder)
        if fingerprint.digest != known.digest:
            raise MediaError(
                f"“{display_name(path)}” is another video: its content is not that of “{display_name(known.path)}”."
            )
        try:
            folder = self._folder_around(path)
        except QueryError:
            raise MediaError(
                f"“{display_name(path)}” is the right video, but its folder is not in the library. Add that folder, and it is found by itself."
            ) from None
        place_moved(self._library, request.video, folder.id, path)
        yield self._state()
        yield Done(request.job, f"“{display_name(path)}” was found.")

    def check(self, request: CheckPlaces, begin: Callable[[Message], None]) -> Steps:
        """Look which folders are there now, and tell what has changed. One that has come back is looked through; `begin` starts such a job."""
        changed = False
        for folder in self._library.catalog.folders(None):
            presence = yield from settle(self._library, folder, self._volumes)
            candidates = tuple(str(path) for path in presence.candidates)
            if candidates != self.candidates.get(folder.id, ()):
                self.candidates[folder.id] = candidates
                changed = True
            name = folder.volume or display_name(folder.path)
            if presence.path is None and folder.missing_since is None:
                changed = True
                yield Notice(f"“{name}” was disconnected. Its videos can still be searched.")
            elif presence.path is not None and (folder.missing_since is not None or presence.path != folder.path):
                changed = True
                yield Notice(f"“{name}” is connected again.")
                begin(IndexFolder(next(self._numbers), str(presence.path), origin="return"))
        if changed:
            yield self._state()

    def list_branches(self, request: ListBranches) -> Steps:
        """The sub-folders of a folder with their counts."""
        found = roots.branches(self._library.catalog, request.folder, self._model())
        told = (Branch(-one.id, str(one.path), one.videos, one.indexed, one.problems, one.missing) for one in found)
        yield Branches(request.job, request.folder, tuple(told))
        yield Done(request.job)

    def _folder(self, number: int) -> Folder:
        for folder in self._library.catalog.folders(None):
            if folder.id == number:
                return folder
        raise QueryError("This folder is not in the library any more.")

    def _folder_around(self, path: Path) -> Folder:
        for folder in self._library.catalog.folders(None):
            if path.is_relative_to(folder.path):
                return folder
        raise QueryError("This is not in a folder of the library.")
