"""What the window and the engine say to each other: one JSON object per line, each a frozen dataclass of this file.

Times are seconds from the start of a video (`float`). Paths are text made by `os.fsdecode`; bytes that are not UTF-8 travel as lone
surrogates, which JSON's ASCII escapes carry unharmed. `job` is a number the asker chooses; replies repeat it, so a stale one can be dropped.
This file imports nothing but the standard library.
"""

import dataclasses
import json
import types
import typing
from dataclasses import dataclass
from typing import Any

MAXIMUM_LINE = 16 * 1024 * 1024  # bytes; a longer line is refused by `decode`


# What the window asks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndexFolder:
    """Add a folder to the library, or look through a known one again, and index what is new in it.

    `quick`: first one frame in ten seconds of every video, so that all can be searched soon, then every second.
    `when_idle`: begin when the computer has little else to do. `origin`: "" when the person asks; "watch" when something was changed there, then
    only what is new is a reason to index; "return" when its drive has come back.
    """

    job: int
    path: str
    quick: bool = False
    when_idle: bool = False
    origin: str = ""


@dataclass(frozen=True)
class ForecastFolder:
    """Ask what indexing a folder would take; 20 s of looking at most, nothing is stored. Answered by `Forecast`."""

    job: int
    path: str


@dataclass(frozen=True)
class Prioritise:
    """Let a waiting job be the next: it begins when the video in work is done."""

    job: int


@dataclass(frozen=True)
class SetPace:
    """How much of the computer indexing may take. `mode`: "quiet", "balanced" or "full"; `mains_only`: hold while on battery."""

    mode: str
    mains_only: bool = False


@dataclass(frozen=True)
class Reindex:
    """Index all folders with another model, as `--model` names it, while the present one goes on searching; then search with the other."""

    job: int
    model: str


@dataclass(frozen=True)
class LimitCache:
    """How many bytes the pictures of the library may take; 0: as many as there are. Answered by `CacheState`."""

    job: int
    limit: int


@dataclass(frozen=True)
class MoveLibrary:
    """Copy the library into an empty folder and compare the copy. The original stays; nothing else is done meanwhile."""

    job: int
    path: str


@dataclass(frozen=True)
class RemoveFolder:
    """Take a folder out of the library. The files in it are not touched."""

    job: int
    folder: int


@dataclass(frozen=True)
class Forget:
    """Take a video out of the library that is not found any more, or whose drive is away. What was learnt of it stays. Answered by `Removed`."""

    job: int
    video: int


@dataclass(frozen=True)
class RetryVideo:
    """Try a video again that could not be read; the sub-folder that it is in is looked through for it."""

    job: int
    video: int


@dataclass(frozen=True)
class Exclude:
    """Leave a file or a sub-folder out of the library from now on, by a pattern of its folder. Answered by `Removed`."""

    job: int
    path: str


@dataclass(frozen=True)
class SetPatterns:
    """Which files of a folder are looked at: patterns as in .gitignore, the last one that fits decides; `!` takes back in."""

    job: int
    folder: int
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Restore:
    """Undo a removal: everything is as it was before."""

    job: int
    removal: int


@dataclass(frozen=True)
class Locate:
    """The person has found a folder, or a video, that is not where it was: it is at `path` now. Checked by content."""

    job: int
    path: str
    folder: int = 0
    video: int = 0


@dataclass(frozen=True)
class ListBranches:
    """Ask for the sub-folders of a folder. Answered by `Branches`."""

    job: int
    folder: int


@dataclass(frozen=True)
class CheckPlaces:
    """Look which folders are there now: a drive has come or gone. Answered by what has changed, if anything."""

    job: int


@dataclass(frozen=True)
class PauseIndexing:
    """Hold all indexing, or let it go on. Everything finished so far is already saved."""

    paused: bool


@dataclass(frozen=True)
class CancelJob:
    """Stop a job after its present step. What it has finished stays."""

    job: int


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which videos are asked: those that every filter lets through; without filters all of them."""

    folders: tuple[int, ...] = ()  # numbers of folders and sub-folders (`Branch.number`); empty: all folders
    shortest: float | None = None  # seconds: length of the video
    longest: float | None = None
    since: float | None = None  # seconds since 1970: when it was taken, or else its file was changed
    until: float | None = None  # before that
    lines: int = 0  # the shorter side of the picture has at least so many pixels
    orientation: str = ""  # "landscape", "portrait" or "square"
    sound: bool | None = None
    rating: int = 0  # at least so many stars


@dataclass(frozen=True, kw_only=True)
class Part:
    """A piece of a composed query: a text, a shot, a (range of a) video, or a file, still or clip, that need not be in the library.

    Exactly one of `text`, `shot`, `video` and `path` is set; `start` and `end` narrow `video` or `path` to a range. `weight` is 0.25 to 2.
    """

    text: str = ""
    shot: int | None = None
    video: int | None = None
    path: str | None = None
    start: float | None = None
    end: float | None = None
    weight: float = 1.0
    unwanted: bool = False  # what must not be answered
    name: str = ""  # how the person knows it; empty: the text, or the name of the file
    picture: str = ""  # a JPEG that shows it, for the window


@dataclass(frozen=True)
class Search(Scope):
    """Find moments that match a sentence, or all parts of a composed query together.

    Words after a minus sign (`-leash`, `-"red car"`) are what is not wanted. `door opens > dog runs out` (or "then", or `turns`) asks for things that
    follow one another in a video. A search for nothing gives the newest moments.
    """

    job: int
    text: str
    parts: tuple[Part, ...] = dataclasses.field(default=(), kw_only=True)
    turns: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)  # what comes after `text`, in order
    gap: float = dataclasses.field(default=60.0, kw_only=True)  # seconds at most from one to the next
    more: tuple[int, ...] = dataclasses.field(default=(), kw_only=True)  # shots: more like these
    less: tuple[int, ...] = dataclasses.field(default=(), kw_only=True)
    sort: str = dataclasses.field(default="relevance", kw_only=True)  # "relevance", "date", "name" or "duration"
    limit: int = dataclasses.field(default=60, kw_only=True)


@dataclass(frozen=True)
class FindSimilar(Scope):
    """Find moments like a shot, a range of a video, a whole video, or a file (still or clip) that is not in the library.

    Exactly one of `shot`, `video` and `path` is set; `start` and `end` narrow `video` or `path` to a range.
    """

    job: int
    shot: int | None = None
    video: int | None = None
    path: str | None = None
    start: float | None = None
    end: float | None = None
    sort: str = "relevance"  # as in `Search`
    limit: int = 60


@dataclass(frozen=True)
class ListSearches:
    """Ask for past and saved searches. Answered by `Searches`."""

    job: int


@dataclass(frozen=True)
class RememberSearch:
    """Put a search at the head of the history. Its job number means nothing. Answered by `Searches`."""

    job: int
    search: Search


@dataclass(frozen=True)
class SaveSearch:
    """Keep a search under a name; one of that name is replaced. What can be found now counts as seen. Answered by `Searches`."""

    job: int
    name: str
    search: Search


@dataclass(frozen=True)
class SeeSearch:
    """The moments that a saved search finds now have been seen. Answered by `Searches`."""

    job: int
    saved: int


@dataclass(frozen=True)
class RemoveSearch:
    """Forget a saved search. Answered by `Searches`."""

    job: int
    saved: int


@dataclass(frozen=True)
class RateVideo:
    """Give a video one to five stars, or none (0). It belongs to the content, wherever the file lies."""

    job: int
    video: int
    stars: int


@dataclass(frozen=True)
class AskCurves:
    """Ask how well every part of some videos answers one of the last queries, named by its job. Answered by one `Curve` for each video, then `Done`."""

    job: int
    query: int
    videos: tuple[int, ...]


@dataclass(frozen=True)
class AskVideo:
    """Ask what is known of a video. Answered by `VideoFacts`."""

    job: int
    video: int


@dataclass(frozen=True)
class AskTimes:
    """Ask when the frames of a stretch of a video are shown. Answered by `Times`, or `Failed` when the file cannot be read."""

    job: int
    video: int
    start: float
    end: float


@dataclass(frozen=True)
class AskFrame:
    """Ask for the frame that is on the screen at a time, as a picture no larger than `side`. Answered by `Frame`."""

    job: int
    video: int
    time: float
    side: int = 1280


@dataclass(frozen=True)
class ListSelects:
    """Ask for the basket of chosen ranges. Answered by `Selects`, as are the four that change it."""

    job: int


@dataclass(frozen=True)
class AddSelect:
    """Put a range of a video into the basket: at the end, or before the range that is at `place` now (0: first)."""

    job: int
    video: int
    start: float
    end: float
    note: str = ""
    place: int | None = None


@dataclass(frozen=True)
class ChangeSelect:
    """Give a range of the basket other bounds or another note; what is None stays."""

    job: int
    select: int
    start: float | None = None
    end: float | None = None
    note: str | None = None


@dataclass(frozen=True)
class RemoveSelects:
    """Take ranges out of the basket."""

    job: int
    selects: tuple[int, ...]


@dataclass(frozen=True)
class OrderSelects:
    """Put the basket into this order; ranges that are not named keep theirs, at the end."""

    job: int
    selects: tuple[int, ...]


@dataclass(frozen=True)
class ExportRange:
    """A range of a video to be exported, in seconds."""

    video: int
    start: float
    end: float
    note: str = ""


@dataclass(frozen=True)
class Export:
    """Write ranges of videos in another form. Answered by `Progress`, then `Exported`.

    `format`: "clip" (a trimmed video each), "still" (the frame at each start, PNG), "csv", "edl", "fcpxml", "otio" or "markers" (an
    EDL of markers for each video). `target` is the file to write; for several clips, stills or files of markers, a folder.
    """

    job: int
    format: str
    target: str
    ranges: tuple[ExportRange, ...]
    handles: int = 0  # frames more at each side
    exact: bool = True  # clips: coded anew; False: without loss, from the key frame before the range
    drop: bool = False  # time codes of 29.97 and 59.94 frames a second drop numbers, where the camera does not say
    overwrite: bool = False  # the person has agreed that the target is replaced


@dataclass(frozen=True)
class ListProblems:
    """Ask for the videos that could not be indexed, or only in part. Answered by `Problems`."""

    job: int


@dataclass(frozen=True)
class MakeDemo:
    """Write a folder of sample films, then index it."""

    job: int
    path: str


@dataclass(frozen=True)
class ListModels:
    """Ask which search models there are. Answered by `Models`."""

    job: int


@dataclass(frozen=True)
class DownloadModel:
    """Get a model from the hub, or go on where a download stopped: the only request for which the network is used."""

    job: int
    name: str
    accept_licence: bool = False  # needed where the licence is not free


@dataclass(frozen=True)
class VerifyModel:
    """Compare the files of a downloaded model with their checksums."""

    job: int
    name: str


@dataclass(frozen=True)
class RemoveModel:
    """Delete the files of a downloaded model, or of a begun download. What was indexed with it stays."""

    job: int
    name: str


@dataclass(frozen=True)
class RepairLibrary:
    """Mend a damaged library (see `LibraryTrouble`), or build the vector index anew. `how`: "restore" a copy, "salvage" what can be read, or "vectors".

    Nothing is deleted: the damaged database is put aside. Answered by `Done` or `Failed`; then the library is opened again, with `Ready`.
    """

    job: int
    how: str
    backup: str = ""  # of `BackupState.name`; empty: the newest


@dataclass(frozen=True)
class Acknowledge:
    """So many messages of this engine have been taken, in all. From the first of these on the engine does not run far ahead."""

    taken: int


@dataclass(frozen=True)
class Quit:
    """Finish the present step, close everything and exit. The end of standard input means the same."""


# What the engine answers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """The library is open; name searches work from here on. The model may still be loading: see `ModelState`."""

    version: str
    library: str  # path of the library folder
    battery: bool = False  # this computer can run on one, and it is known when it does


@dataclass(frozen=True)
class ModelState:
    """What became of the search model. `state`: "loading", "ready" or "failed"."""

    state: str
    name: str
    device: str = ""  # in words, "NVIDIA RTX 4060, 8 GB" or "processor (no graphics card found)"
    note: str = ""  # what the person should know about this model, or why it failed
    trained: bool = False  # False: a backbone without a trained head
    graphics: bool = False  # a graphics card computes


@dataclass(frozen=True)
class FolderState:
    """A folder of the library as it stands. `state`: "waiting", "indexing", "indexed" or "missing"."""

    folder: int
    path: str
    state: str
    videos: int  # found in it
    indexed: int  # of these, searchable (wholly or in part)
    problems: int
    seconds: float  # of footage found
    missing: int = 0  # files that are not found although the folder is there
    volume: str = ""  # the name of the drive or share
    seen: float | None = None  # seconds since 1970: when the folder was last there
    branches: int = 0  # sub-folders with videos
    patterns: tuple[str, ...] = ()  # see `SetPatterns`
    candidates: tuple[str, ...] = ()  # where a missing folder may be now, when it cannot be told by itself
    kind: str = ""  # of the volume: "fixed", "removable" or "network"
    coarse: int = 0  # of the indexed ones, those of which only the quick first pass is done


@dataclass(frozen=True)
class Branch:
    """A sub-folder of a folder. `number` is negative, so that it can stand among the numbers of folders."""

    number: int
    path: str  # below the folder
    videos: int
    indexed: int
    problems: int
    missing: int


@dataclass(frozen=True)
class Branches:
    """The answer to `ListBranches`: every sub-folder that holds videos, at any depth, parents before children."""

    job: int
    folder: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Removed:
    """Something was taken out of the library; `Restore` with the number puts it back."""

    job: int
    removal: int
    sentence: str


@dataclass(frozen=True)
class OtherModel:
    """A model with which videos were indexed before; `videos` of them are not indexed with the present one."""

    name: str
    videos: int


@dataclass(frozen=True)
class LibraryState:
    """All folders; sent at the start and whenever something about them changed."""

    folders: tuple[FolderState, ...]
    videos: int
    indexed: int
    moments: int
    seconds: float
    others: tuple[OtherModel, ...] = ()  # models whose index holds videos that the present one has not looked at


@dataclass(frozen=True)
class Forecast:
    """What indexing a folder would take on this machine, from trying it on some of its videos.

    `whole` and `quick` are seconds of work, None when they could not be tried (no model, or no readable video).
    """

    job: int
    path: str
    videos: int
    seconds: float  # of footage, reckoned from those that were probed
    probed: int  # videos that were asked for their length
    complete: bool  # False: the folder is so large that not all of it was seen in time
    whole: float | None
    quick: float | None  # of the quick first pass
    size: int  # bytes that the index will take
    free: int  # bytes free where the library is


@dataclass(frozen=True)
class BackupState:
    """A copy of the library that was verified when it was made."""

    name: str
    made: float  # seconds since 1970
    size: int  # bytes


@dataclass(frozen=True)
class LibraryTrouble:
    """The library's database is damaged or gone (state "damaged"), and `RepairLibrary` is needed; or it can only be read ("read-only")."""

    state: str
    sentence: str
    backups: tuple[BackupState, ...] = ()  # newest first


@dataclass(frozen=True)
class DiskState:
    """The disk of the library is nearly full: indexing waits until `needed` bytes are free, and goes on by itself. `needed` 0: there is room again."""

    job: int
    folder: str  # of the library
    free: int
    needed: int


@dataclass(frozen=True)
class CacheState:
    """What the pictures of the library really take, and what they may (0: no limit), in bytes."""

    job: int
    size: int
    limit: int


@dataclass(frozen=True)
class Progress:
    """How far a job is, in seconds of footage (of a model's files: in bytes). `eta` is None until it can be told honestly."""

    job: int
    # "looking for videos", "indexing", "quick first pass", "trying", "writing sample films", "copying", "loading the model";
    # of models "asking", "downloading", "checking"
    activity: str
    path: str = ""  # of the video in work, or the folder
    done: float = 0.0
    total: float = 0.0
    videos_done: int = 0
    videos: int = 0
    eta: float | None = None
    speed: float | None = None  # seconds of footage (bytes) per second
    paused: bool = False
    waiting: str = ""  # why the engine itself holds the job, as a sentence
    picture: str = ""  # JPEG of the last frame looked at
    reading: float | None = None  # bytes per second, told only when the disk is what limits the speed


@dataclass(frozen=True)
class Keyframe:
    """One sampled frame of a shot: when, its JPEG in the picture cache, and how well it answers the query."""

    time: float
    picture: str
    relevance: float


@dataclass(frozen=True)
class WordRelevance:
    """How well each frame of a shot answers one word of the query. `found` is False for a word that nothing here answers."""

    word: str
    frames: tuple[float, ...]
    found: bool


@dataclass(frozen=True)
class Hit:
    """One moment that answers the query.

    `band` is "strong", "possible" or "weak". `frames` are all sampled frames of the shot in time order (a heat strip is their `relevance`, about 0 to 1);
    `best` and `keyframes` are indices into it, best first. `matched` is the range of the query clip that this moment resembles (find similar).
    """

    shot: int
    video: int
    path: str
    start: float
    end: float
    score: float
    band: str
    frames: tuple[Keyframe, ...]
    best: int
    keyframes: tuple[int, ...]
    words: tuple[WordRelevance, ...] = ()
    duration: float = 0.0  # of the video
    frame_rate: float = 0.0
    width: int = 0
    height: int = 0
    present: bool = True  # False: the file is not where it was seen last; `place_state` says more
    sprite: str = ""  # JPEG of the scrub sprite: `sprite_tiles` pictures evenly spaced over the video, ten to a row
    sprite_tiles: int = 0
    matched: tuple[float, float] | None = None
    place_state: str = "here"  # "here", "offline" (the drive or folder is away), "missing" (the file is not found, though its folder is there)
    volume: str = ""  # the name of the drive; of one that has none, of the folder
    since: float | None = None  # seconds since 1970: "offline": last seen then; "missing": not found since then
    date: float = 0.0  # seconds since 1970: when it was taken, or else its file was changed
    rating: int = 0  # stars
    playable: bool = True  # False: this file goes to no player of ours, for a decoder in it is on no list; see engine/media/opening.py


@dataclass(frozen=True)
class TextHit:
    """A video whose file name, or a subtitle in it, holds the words of the query. `kind`: "name" or "subtitle"."""

    kind: str
    video: int
    path: str
    text: str
    start: float
    end: float
    picture: str = ""
    present: bool = True
    place_state: str = "here"  # as of a Hit
    volume: str = ""
    since: float | None = None
    playable: bool = True  # as of a Hit, with the next four
    duration: float = 0.0
    frame_rate: float = 0.0
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Hidden:
    """How many strong or possible moments one filter keeps back. `filter` is "folders", "length", "date", "lines", "orientation", "sound" or "rating"."""

    filter: str
    moments: int


@dataclass(frozen=True)
class Hits:
    """The answer to `Search` or `FindSimilar`. `stage`: "text" (names and subtitles only), "coarse" or "refined"; each replaces the one before.

    The newest moments (a search for nothing) have no band: "".
    """

    job: int
    stage: str
    query: str  # what was asked, in words
    hits: tuple[Hit, ...]
    texts: tuple[TextHit, ...]
    searched: int  # videos that could be searched
    videos: int  # videos in scope, indexed or not
    seconds: float  # time it took
    sentence: str = ""  # "Nothing clearly shows …" or why there is nothing
    note: str = ""  # what the person should know about the query itself: it is longer than the model reads
    turns: tuple[str, ...] = ()  # what follows one another, as the query was understood
    hidden: tuple[Hidden, ...] = ()  # told when nothing sure is left, the filter that hides most first


@dataclass(frozen=True)
class SavedSearch:
    """A search with a name. `fresh`: strong or possible moments that were indexed since it was looked at."""

    saved: int
    name: str
    search: Search
    fresh: int


@dataclass(frozen=True)
class Searches:
    """What was asked before, newest first, and what is kept; sent at the start and whenever it changed."""

    saved: tuple[SavedSearch, ...]
    history: tuple[Search, ...]


@dataclass(frozen=True)
class PartPicture:
    """A picture (JPEG, made by the decoder worker) of a file that a query asks with."""

    path: str
    picture: str


@dataclass(frozen=True)
class Suggestions:
    """Questions that this library has an answer to, made from its footage and its names."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Curve:
    """How well a whole video answers a query: at most 200 samples in time order, on the same scale (0 to 1) as the frames of that query's hits.

    `times` are those of the best frame of each sample; `words` tell the same for each word that is explained.
    """

    job: int  # of the query
    video: int
    times: tuple[float, ...]
    values: tuple[float, ...]
    words: tuple[WordRelevance, ...] = ()


@dataclass(frozen=True)
class VideoFacts:
    """The answer to `AskVideo`: what the file says about itself, and what Rushes knows of it."""

    job: int
    video: int
    path: str
    present: bool
    duration: float
    frame_rate: float
    variable: bool  # the distance between frames changes
    width: int
    height: int
    codec: str
    container: str
    hdr: bool
    sound: bool
    date: float  # seconds since 1970: when it was taken, or else its file was changed
    size: int  # bytes
    models: tuple[str, ...]  # names of those it was indexed with
    shots: tuple[tuple[float, float], ...]  # where its takes begin and end, in time order


@dataclass(frozen=True)
class Times:
    """The answer to `AskTimes`: presentation times of all frames with start ≤ time < end, rising, and which of them are key frames."""

    job: int
    video: int
    start: float
    end: float
    times: tuple[float, ...]
    keyframes: tuple[int, ...]  # indices into `times`


@dataclass(frozen=True)
class Frame:
    """The answer to `AskFrame`: a JPEG in the cache of the library, and the presentation time of what it shows."""

    job: int
    video: int
    time: float
    picture: str


@dataclass(frozen=True)
class Selected:
    """A range of a video that the person put into the basket."""

    select: int
    video: int
    path: str
    start: float
    end: float
    note: str
    picture: str  # JPEG of the sampled frame nearest to its start; "" when there is none
    present: bool
    frame_rate: float
    duration: float  # of the video
    playable: bool = True  # as of a Hit


@dataclass(frozen=True)
class Selects:
    """The basket, in the person's order. `job`: of the request that changed it."""

    job: int
    selects: tuple[Selected, ...]


@dataclass(frozen=True)
class ExportNote:
    """Something the person should know about an export. `path` of the video it is about; "" when it is about all of them."""

    path: str
    sentence: str


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and what the person should know about it."""

    job: int
    paths: tuple[str, ...]
    notes: tuple[ExportNote, ...] = ()


@dataclass(frozen=True)
class Problem:
    """A video that could not be indexed (`partial` False) or only in part, with the reason in a sentence; or one that is not found any more."""

    video: int  # 0: its content could not be read at all
    path: str
    sentence: str
    partial: bool
    since: float | None = None  # seconds since 1970: not found since then; what was learnt of it can still be searched


@dataclass(frozen=True)
class Problems:
    """The answer to `ListProblems`."""

    job: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ModelOffer:
    """A search model that is here or can be downloaded, in words. `state`: "absent", "part" (begun), "damaged" or "ready"."""

    name: str  # what `--model` takes
    title: str
    state: str
    size: int  # bytes, about; 0 when not known before the hub is asked
    licence: str
    free: bool  # False: the licence forbids some uses, the person has to agree
    page: str  # where to read about it
    languages: str
    resolution: int  # pixels
    hardware: str
    figure: str  # what was published of its retrieval
    source: str  # of the figure
    good_for: str
    fits: bool  # this machine runs it well
    recommended: str = ""  # "english", "multilingual": the choice for this machine


@dataclass(frozen=True)
class Models:
    """The answer to `ListModels`. `folder` is where models are kept."""

    job: int
    folder: str
    models: tuple[ModelOffer, ...]


@dataclass(frozen=True)
class Done:
    """A job has ended well, or was cancelled; the sentence says which."""

    job: int
    sentence: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class Failed:
    """A job has ended without success; the sentence says why. Job 0: the engine itself could not start."""

    job: int
    sentence: str


@dataclass(frozen=True)
class Notice:
    """Something the person should know that belongs to no job."""

    sentence: str


@dataclass(frozen=True)
class Alive:
    """Said every second: the engine moves."""


Request = (
    IndexFolder
    | ForecastFolder
    | Prioritise
    | SetPace
    | Reindex
    | LimitCache
    | MoveLibrary
    | RemoveFolder
    | Forget
    | Exclude
    | RetryVideo
    | SetPatterns
    | Restore
    | Locate
    | ListBranches
    | CheckPlaces
    | PauseIndexing
    | CancelJob
    | Search
    | FindSimilar
    | ListSearches
    | RememberSearch
    | SaveSearch
    | SeeSearch
    | RemoveSearch
    | RateVideo
    | AskCurves
    | AskVideo
    | AskTimes
    | AskFrame
    | ListSelects
    | AddSelect
    | ChangeSelect
    | RemoveSelects
    | OrderSelects
    | Export
    | ListProblems
    | MakeDemo
    | ListModels
    | DownloadModel
    | VerifyModel
    | RemoveModel
    | RepairLibrary
    | Acknowledge
    | Quit
)
Reply = (
    Ready
    | ModelState
    | LibraryState
    | LibraryTrouble
    | DiskState
    | Forecast
    | CacheState
    | Branches
    | Removed
    | Progress
    | Hits
    | Curve
    | Searches
    | Suggestions
    | PartPicture
    | VideoFacts
    | Times
    | Frame
    | Selects
    | Exported
    | Problems
    | Models
    | Done
    | Failed
    | Notice
    | Alive
)
Message = Request | Reply

_KINDS: dict[str, type] = {kind.__name__: kind for kind in typing.get_args(Message)}


def encode(message: Message) -> bytes:
    """One line of ASCII JSON, ended by a newline."""
    return (
        json.dumps({"type": type(message).__name__, **dataclasses.asdict(message)}, separators=(",", ":")).encode(
            "ascii"
        )
        + b"\n"
    )


def decode(line: bytes) -> Message:
    """The message on a line; ValueError, with what is wrong, when it is none of ours."""
    if len(line) > MAXIMUM_LINE:
        raise ValueError(f"a line of {len(line)} bytes is longer than a message can be")
    try:
        data = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise ValueError("a message is a JSON object")
    kind = _KINDS.get(str(data.pop("type", None)))
    if kind is None:
        raise ValueError("a message names a known type")
    return _build(kind, data)


def to_json(message: Any) -> Any:
    """A message, or any dataclass of this file, as plain data for `--json` output."""
    return dataclasses.asdict(message)


def _build(kind: Any, data: Any) -> Any:
    """`data` (from JSON) as the annotated type `kind`; ValueError when it does not fit."""
    if dataclasses.is_dataclass(kind):
        if not isinstance(data, dict):
            raise ValueError(f"{kind.__name__} is an object")  # pyright: ignore[reportAttributeAccessIssue]
        hints = typing.get_type_hints(kind)
        if unknown := set(data) - set(hints):
            raise ValueError(f"{kind.__name__} has no {sorted(unknown)[0]!r}")  # pyright: ignore[reportAttributeAccessIssue]
        try:
            return kind(**{name: _build(hints[name], value) for name, value in data.items()})  # pyright: ignore[reportCallIssue]
        except TypeError as error:
            raise ValueError(str(error)) from None
    origin = typing.get_origin(kind)
    if origin is types.UnionType:
        if data is None:
            return None
        return _build(next(option for option in typing.get_args(kind) if option is not types.NoneType), data)
    if origin is tuple:
        options = typing.get_args(kind)
        if not isinstance(data, list) or (options[-1] is not Ellipsis and len(data) != len(options)):
            raise ValueError("a list of the right length was expected")
        if options[-1] is Ellipsis:
            return tuple(_build(options[0], value) for value in data)
        return tuple(_build(option, value) for option, value in zip(options, data, strict=True))
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise ValueError(f"{kind.__name__} expected, not {type(data).__name__}")
    return data
