"""A child process that speaks the engine's protocol from a script of its own, with pictures it draws, for tests of the window.

`--log FILE` keeps every request; `--state FILE` survives a restart; `--script NAME` picks a misbehaviour. Nothing here looks at a video.
"""

import argparse
import json
import math
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from engine import messages as m
from tests.app.fake_clips import FakeClips
from tests.app.fake_searches import SUGGESTIONS, FakeSearches
from tests.app.misbehaviours import MISBEHAVIOURS

NAMES = (
    "beach_2019.mov",
    "kitchen <b>test.mp4",
    "walk.mkv",
    "big_buck_bunny.webm",
    "birthday party at the lake house.mp4",
    "IMG_2041.MOV",
    "drone-03.mp4",
)


def draw(path: Path, hue: int, width: int = 320, height: int = 180) -> None:
    """A small landscape: sky, sun, hills."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath

    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sky = QLinearGradient(0, 0, 0, height)
    sky.setColorAt(0, QColor.fromHsv(hue % 360, 120, 220))
    sky.setColorAt(1, QColor.fromHsv((hue + 40) % 360, 70, 245))
    painter.fillRect(image.rect(), sky)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor.fromHsv((hue + 180) % 360, 90, 250))
    painter.drawEllipse(QPointF(width * (0.2 + hue % 60 / 100), height * 0.35), height * 0.12, height * 0.12)
    for layer in range(3):
        path_ = QPainterPath(QPointF(0, height))
        for step in range(9):
            path_.lineTo(
                width * step / 8,
                height * (0.62 + 0.12 * layer) - height * 0.1 * (((step * 37 + hue * (layer + 1)) % 10) / 10),
            )
        path_.lineTo(width, height)
        painter.setBrush(QColor.fromHsv((hue + 90) % 360, 90, 150 - 40 * layer))
        painter.drawPath(path_)
    painter.end()
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(path), quality=85)


class FakeEngine:
    """Answers one request after another; indexing runs in a thread so that pause and cancel can be heard."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.cache = Path(options.cache)
        self.lock = threading.Lock()
        self.working = threading.Lock()
        self.paused = threading.Event()
        self.cancelled: set[int] = set()
        self.folders: list[m.FolderState] = []
        self.pictures = self._pictures()
        self.failed = False
        self.shelf: list[m.FolderState] = []
        self.searches = FakeSearches(options.state)
        self.last_words: tuple[str, ...] = ()
        state = Path(options.state) if options.state else None
        kept = Path(f"{options.state}-selects") if options.state else self.cache / f"selects-{os.getpid()}"
        self.clips = FakeClips(self.say, self.pictures, kept, NAMES, options.step)
        self.models_file = Path(f"{options.state}-models") if options.state else self.cache / f"models-{os.getpid()}"
        self.starts = int(state.read_text()) + 1 if state and state.exists() else 1
        if state:
            state.write_text(str(self.starts))

    def _pictures(self) -> list[str]:
        if self.options.pictures:
            return sorted(
                str(path) for path in Path(self.options.pictures).glob("*.jpg") if not path.name.startswith("sprite")
            )
        for number in range(24):
            path = self.cache / f"frame-{number:02d}.jpg"
            if not path.exists():
                draw(path, number * 31)
        return sorted(str(path) for path in self.cache.glob("frame-*.jpg"))

    def sprite(self, video: int) -> str:
        if self.options.pictures:
            return str(Path(self.options.pictures) / f"sprite-{video % 6}.jpg")
        path = self.cache / f"sprite-{video % 3}.jpg"
        if not path.exists():
            from PySide6.QtGui import QImage, QPainter

            sheet = QImage(1600, 180, QImage.Format.Format_RGB32)
            painter = QPainter(sheet)
            for number in range(20):
                painter.drawImage(
                    number % 10 * 160,
                    number // 10 * 90,
                    QImage(self.pictures[(number + video) % len(self.pictures)]).scaled(160, 90),
                )
            painter.end()
            sheet.save(str(path), quality=80)
        return str(path)

    def say(self, message: m.Message) -> None:
        with self.lock:
            sys.stdout.buffer.write(m.encode(message))
            sys.stdout.buffer.flush()

    # States ------------------------------------------------------------------------------------------------------

    def library(self) -> m.LibraryState:
        return m.LibraryState(
            tuple(self.folders),
            sum(folder.videos for folder in self.folders),
            sum(folder.indexed for folder in self.folders),
            sum(folder.indexed for folder in self.folders) * 46,
            sum(folder.seconds for folder in self.folders),
        )

    def put(self, folder: m.FolderState) -> None:
        self.folders = [folder if old.folder == folder.folder else old for old in self.folders]
        if folder not in self.folders:
            self.folders.append(folder)
        self.say(self.library())

    def beat(self) -> None:
        while True:
            time.sleep(self.options.beat)
            self.say(m.Alive())

    mended = False

    def start(self) -> None:
        threading.Thread(target=self.beat, daemon=True).start()
        script = self.options.script
        if script == "slow-start":
            time.sleep(2)
        if script == "refuse":
            self.say(m.Failed(0, "The library is in use by another Rushes."))
            sys.exit(3)
        if script in ("damaged", "damaged-no-copy") and not self.mended:
            copies = tuple(
                m.BackupState(f"library-{day}.db", 1.79e9 - 86400 * day, 48_000_000)
                for day in range(3 if script == "damaged" else 0)
            )
            self.say(m.LibraryTrouble("damaged", "The library's database is damaged.", copies))
            return
        self.say(m.Ready("0.1", "/home/someone/.local/share/rushes", battery=True))
        if script == "read-only":
            self.say(m.LibraryTrouble("read-only", "The library is on a disk that cannot be written. You can search."))
        self.say(m.ModelState("loading", "ViT-B-32"))
        if not self.options.first_run:
            self.folders = [
                m.FolderState(1, "/home/someone/Videos/Trips", "indexed", 312, 312, 0, 86000.0, branches=3),
                m.FolderState(
                    2,
                    "/home/someone/Videos/Family",
                    "indexing" if self.options.indexing else "indexed",
                    701,
                    230 if self.options.indexing else 701,
                    2,
                    190000.0,
                    branches=2,
                ),
                m.FolderState(
                    *(3, "/media/LACIE-02/Archive", "missing", 191, 191, 0, 64000.0),
                    volume="LACIE-02",
                    seen=1772539200.0,
                    branches=1,
                ),
            ]
        if self.options.script == "unfinished":
            self.folders = [m.FolderState(1, path, "waiting", 8, 3, 0, 480.0) for path in ("/v/left over",)]
        known = self.library()
        folders = tuple(replace(folder, state="waiting", indexed=0) for folder in known.folders)
        self.say(replace(known, folders=folders, indexed=0, moments=0))  # nothing is indexed for no model
        note = (
            "This is the starter model: it knows simple drawn scenes, such as the sample films. Real footage wants a real model: "
            "see \N{LEFT DOUBLE QUOTATION MARK}Search model\N{RIGHT DOUBLE QUOTATION MARK}."
        )
        starter = self.options.starter
        name, device = (
            "Starter" if starter else "ViT-B-32",
            "processor (no graphics card found)" if starter else "NVIDIA RTX 4060",
        )
        if script == "model-missing" and "pe-core-l" not in self.downloaded():
            self.say(
                m.ModelState("failed", "pe-core-l", note="The search model PE-Core L (2.7 GB) is not on this computer.")
            )
            return
        self.say(m.ModelState("ready", name, device, note if starter else "", trained=True, graphics=not starter))
        self.say(known)
        self.say(self.searches.all())
        if not self.options.first_run:
            self.say(m.Suggestions(SUGGESTIONS))
        if self.options.indexing:
            path = "/home/someone/Videos/Family/birthday party at the lake house.mp4"
            self.say(
                m.Progress(int(self.options.indexing), "indexing", path, 77900.0, 190000.0, 230, 701, 1320.0, 18.3)
            )

    # Requests ----------------------------------------------------------------------------------------------------

    def take(self, message: m.Message) -> None:
        if (told := self.searches.take(message)) is not None:
            self.say(told)
            self.say(m.Done(message.job))  # pyright: ignore[reportAttributeAccessIssue]
            return
        if self.clips.take(message):
            return
        match message:
            case m.RateVideo():
                self.say(m.Done(message.job))
            case m.Search():
                self.search(message)
            case m.FindSimilar():
                self.similar(message)
            case m.RepairLibrary():
                self.say(m.Progress(message.job, "repairing"))
                time.sleep(0.3)
                self.mended = message.how != "salvage" or self.options.script != "damaged"
                if not self.mended:
                    self.say(m.Failed(message.job, "Nothing could be read from the damaged database."))
                else:
                    self.say(m.Done(message.job, "The library is as it was on 20.11.2026, 18:02."))
                self.start()
            case m.AskCurves():
                self.curves(message)
            case m.IndexFolder():
                threading.Thread(target=self.index, args=(message.job, message.path), daemon=True).start()
            case m.Reindex():
                threading.Thread(target=self.reindex, args=(message,), daemon=True).start()
            case m.LimitCache():
                self.say(m.CacheState(message.job, min(1_240_000_000, message.limit or 1_240_000_000), message.limit))
                self.say(m.Done(message.job))
            case m.MoveLibrary():
                self.say(m.Progress(message.job, "copying", message.path, 40.0, 100.0))
                self.say(m.Done(message.job, "The library was copied."))
            case m.ForecastFolder():
                threading.Thread(target=self.forecast, args=(message.job, message.path), daemon=True).start()
            case m.MakeDemo():
                threading.Thread(target=self.index, args=(message.job, message.path), daemon=True).start()
            case m.PauseIndexing():
                (self.paused.set if message.paused else self.paused.clear)()
            case m.CancelJob():
                self.cancelled.add(message.job)
                self.clips.cancelled.add(message.job)
            case m.RemoveFolder():
                self.shelf = self.folders
                self.folders = [folder for folder in self.folders if folder.folder != message.folder]
                self.say(self.library())
                self.say(
                    m.Removed(
                        message.job, 7, "\u201cTrips\u201d was removed from the library. Your files are not touched."
                    )
                )
                self.say(m.Done(message.job))
            case m.Exclude() | m.Forget():
                self.say(m.Removed(message.job, 8, "It is left out of the library from now on."))
                self.say(m.Done(message.job))
            case m.Restore():
                self.folders = self.shelf or self.folders
                self.say(self.library())
                self.say(m.Done(message.job))
            case m.SetPatterns():
                self.folders = [
                    replace(folder, patterns=message.patterns) if folder.folder == message.folder else folder
                    for folder in self.folders
                ]
                self.say(self.library())
                self.say(m.Done(message.job))
            case m.Locate():
                self.say(m.Done(message.job, "It was found."))
            case m.ListBranches():
                rows = {
                    1: (("2019", 40, 40, 0), ("2019/Norway", 22, 22, 0), ("2024", 272, 272, 0)),
                    2: (("Birthdays", 61, 20, 0), ("Lake house", 80, 80, 2)),
                }.get(message.folder, (("Tapes", 120, 120, 0),))
                told = (m.Branch(-10 * message.folder - n, *row[:4], missing=0) for n, row in enumerate(rows))
                self.say(m.Branches(message.job, message.folder, tuple(told)))
                self.say(m.Done(message.job))
            case m.ListProblems():
                problems = (
                    m.Problem(
                        5,
                        "/home/someone/Videos/Family/IMG_0007.MOV",
                        "It is damaged after 12:40; the first 12:40 can be searched.",
                        True,
                    ),
                    m.Problem(6, "/home/someone/Videos/Family/memo.mp4", "It holds only sound.", False),
                )
                if self.options.script == "missing":
                    gone = "This file is not found any more."
                    problems += (m.Problem(7, "/home/someone/Videos/Family/lake.mp4", gone, False, 1772539200.0),)
                self.say(m.Problems(message.job, problems))
            case m.ListModels():
                self.say(m.Models(message.job, "/home/someone/.local/share/Rushes/models", self.models()))
                self.say(m.Done(message.job))
            case m.DownloadModel():
                threading.Thread(target=self.download, args=(message,), daemon=True).start()
            case m.VerifyModel():
                self.say(m.Progress(message.job, "checking", message.name, 1.0e9, 2.68e9))
                if message.name == "siglip2-b32":
                    self.say(m.Failed(message.job, "The file tokenizer.json has changed since it was downloaded."))
                else:
                    self.say(m.Done(message.job, "All files are as they were downloaded."))
            case m.RemoveModel():
                self.keep(self.downloaded() - {message.name})
                self.say(m.Done(message.job, "It was deleted from this computer."))

    def downloaded(self) -> set[str]:
        """Names of the models that are here; they survive a restart."""
        file = self.models_file
        return set(file.read_text().split()) if file.exists() else {"clip-b32", "siglip2-b32"}

    def keep(self, names: set[str]) -> None:
        self.models_file.write_text(" ".join(sorted(names)))

    def models(self) -> tuple[m.ModelOffer, ...]:
        here, page = self.downloaded(), "https://huggingface.co/timm/PE-Core-L-14-336"
        many = "Many languages (Korean, Chinese, Japanese …)"
        video = "MSR-VTT without training: text to video R@1 {0} %"
        rows = (
            ("clip-b32", "CLIP B/32", 0.61, "MIT", True, "English", "any computer", "72.8 % of ImageNet without training",
             "The quick one: good at things, places and activities, on any computer.", True, ""),
            ("pe-core-l", "PE-Core L", 2.68, "Apache-2.0", True, "English", "graphics card with 8 GB", video.format(50.3),
             "The best for its size: sees small things and understands long sentences.", True, "english"),
            ("pe-core-g", "PE-Core G", 9.68, "Apache-2.0", True, "English", "graphics card with 24 GB", video.format(51.2),
             "The largest: a little better than PE-Core L, and several times slower.", False, ""),
            ("siglip2-b32", "SigLIP 2 B/32", 1.54, "Apache-2.0", True, many, "any computer", "38.3 % R@1 for 36 languages on Crossmodal-3600",
             "The quick one for questions in other languages than English.", True, ""),
            ("siglip2-l16", "SigLIP 2 L/16", 3.56, "Apache-2.0", True, many, "graphics card with 8 GB", video.format(41.5),
             "The best for many languages.", True, "multilingual"),
            ("mobileclip2-s0", "MobileCLIP2 S0", 0.3, "Apple ML Research Model Licence: non-commercial research only", False, "English",
             "any computer", "71.5 % of ImageNet without training", "Small and quick. For non-commercial research only.", True, ""),
        )  # fmt: skip
        begun = self.options.script == "model-begun"
        return tuple(
            m.ModelOffer(
                name, title, "ready" if name in here else "part" if begun and name == "pe-core-l" else "absent", round(size * 1e9), licence, free, page,
                languages, 256, hardware, figure, "the paper", good_for, fits, recommended,
            )
            for name, title, size, licence, free, languages, hardware, figure, good_for, fits, recommended in rows
        )  # fmt: skip

    def download(self, message: m.DownloadModel) -> None:
        """Thirty steps; with the script "download-fails" the first try breaks off in the middle."""
        size = next(offer.size for offer in self.models() if offer.name == message.name)
        for step in range(30):
            time.sleep(self.options.step)
            if message.job in self.cancelled:
                self.say(m.Done(message.job, "", cancelled=True))
                return
            if self.options.script == "download-fails" and step == 12 and not self.failed:
                self.failed = True
                sentence = (
                    "The connection to huggingface.co failed. What has arrived is kept; try again when you are online."
                )
                self.say(m.Failed(message.job, sentence))
                return
            activity = "asking" if step < 2 else "downloading" if step < 27 else "checking"
            left = (30 - step) * 9.0
            done = float(size * step / 30)
            self.say(m.Progress(message.job, activity, message.name, done, float(size), eta=left, speed=11.2e6))
        self.keep(self.downloaded() | {message.name})
        self.say(m.Done(message.job))

    def reindex(self, message: m.Reindex) -> None:
        """Ten videos with another model."""
        self.say(m.Progress(message.job, "loading the model", message.model))
        for done in range(11):
            time.sleep(self.options.step)
            if message.job in self.cancelled:
                self.say(m.Done(message.job, cancelled=True))
                return
            self.say(m.Progress(message.job, "indexing", f"/v/{NAMES[done % 7]}", done * 100.0, 1000.0, done, 10))
        self.say(m.ModelState("ready", message.model, "NVIDIA RTX 4060", trained=True))
        self.say(m.Done(message.job, f"Every video is indexed with {message.model} now."))

    def forecast(self, job: int, path: str) -> None:
        """Little to do; with the script "forecast" much, told after a moment."""
        if self.options.script != "forecast":
            self.say(m.Forecast(job, path, 8, 480.0, 8, True, 12.0, 4.0, 9_000_000, 120_000_000_000))
        else:
            for count in range(1, 30):
                self.say(m.Progress(job, "looking for videos", path, videos_done=count * 7))
                time.sleep(self.options.step)
            self.say(m.Progress(job, "trying", path, videos=214))
            time.sleep(self.options.step)
            self.say(m.Forecast(job, path, 214, 136800.0, 190, True, 1320.0, 130.0, 700_000_000, 120_000_000_000))
        self.say(m.Done(job))

    def index(self, job: int, path: str) -> None:
        """One folder after the other, as the engine does."""
        with self.working:
            self.index_now(job, path)

    def index_now(self, job: int, path: str) -> None:
        if self.options.script in MISBEHAVIOURS and self.starts == 1:
            MISBEHAVIOURS[self.options.script]()
            return
        if self.options.script == "crash-once" and self.starts == 1:
            os._exit(9)
        if self.options.script == "crash-always" or (self.options.script == "crash-thrice" and self.starts <= 3):
            os._exit(9)
        number = next((folder.folder for folder in self.folders if folder.path == path), len(self.folders) + 1)
        videos, done = 8, 0
        self.say(m.Progress(job, "looking for videos", path))
        self.put(m.FolderState(number, path, "indexing", videos, 0, 0, 480.0))
        while done < videos:
            time.sleep(self.options.step)
            if job in self.cancelled:
                self.put(m.FolderState(number, path, "waiting", videos, done, 0, 480.0))
                self.say(m.Done(job, "Stopped. What was finished is kept.", cancelled=True))
                return
            if not self.paused.is_set():
                done += 1
                self.put(m.FolderState(number, path, "indexing", videos, done, 0, 480.0))
            file = f"{path}/{NAMES[done % len(NAMES)]}"
            self.say(
                m.Progress(
                    job,
                    "indexing",
                    file,
                    done * 60.0,
                    480.0,
                    done,
                    videos,
                    (videos - done) * 4.0,
                    15.0,
                    self.paused.is_set(),
                )
            )
        self.put(m.FolderState(number, path, "indexed", videos, videos, 0, 480.0))
        self.say(m.Done(job, f"8 videos in {Path(path).name} can be searched now."))

    def hits(
        self, count: int, seed: int, weak: bool = False, words: tuple[str, ...] = (), matched: bool = False
    ) -> tuple[m.Hit, ...]:
        return tuple(self.hit(number, seed, weak, words, matched) for number in range(count))

    def hit(self, number: int, seed: int, weak: bool, words: tuple[str, ...], matched: bool) -> m.Hit:
        video = (number * 5 + seed) % 7
        start = 3.0 + number % 9 * 17.3
        length = 4 + (number * 3) % 9
        peak = (number + seed) % length
        base = 0.3 if weak else 1.0 - 0.02 * number
        values = [max(0.02, base * (1.0 - abs(index - peak) * 0.22)) for index in range(length)]
        shift = number * 7 + seed
        frames = tuple(
            m.Keyframe(start + index, self.pictures[(shift + index) % len(self.pictures)], values[index])
            for index in range(length)
        )
        order = sorted(range(length), key=lambda index: -values[index])
        band = "weak" if weak else "strong" if number < 5 else "possible" if number < 12 else "weak"
        explained = tuple(
            m.WordRelevance(word, tuple(values[(index + place) % length] for index in range(length)), place != 2)
            for place, word in enumerate(words)
        )
        return m.Hit(
            shot=number + 1, video=video, path=f"/home/someone/Videos/Trips/{NAMES[video]}", start=start, end=start + length, score=round(base * 0.34, 3),
            band=band, frames=frames, best=order[0], keyframes=tuple(order[:6]), words=explained, duration=190.0, frame_rate=29.97, width=1920, height=1080,
            present=number != 3, place_state="offline" if number == 3 else "here", volume="LACIE-02", since=1772539200.0 if number == 3 else None,
            sprite=self.sprite(video), sprite_tiles=60 if self.options.pictures else 20, matched=(2.0, 5.5) if matched else None,
        )  # fmt: skip

    def composed(self, message: m.Search) -> None:
        """Anything but words alone."""
        names = [message.text, *(part.name or part.text or Path(part.path or "").name for part in message.parts)]
        if not any(names) and not message.more:
            newest = tuple(replace(hit, band="", words=()) for hit in self.hits(26, 3))
            self.say(m.Hits(message.job, "refined", "", newest, (), 1204, 1204, 0.02))
        else:
            for part in message.parts:
                if part.path:
                    self.say(m.PartPicture(part.path, self.pictures[5]))
            words = tuple(name for name in names if name)
            hits = self.hits(20, len(names), words=words)
            self.say(m.Hits(message.job, "refined", " + ".join(words), hits, (), 1204, 1204, 0.2))
        self.say(m.Done(message.job))

    def search(self, message: m.Search) -> None:
        if message.parts or message.more or message.less or not message.text:
            self.composed(message)
            return
        text = message.text
        self.last_words = tuple(text.split())
        if self.options.script == "crash-on-search" and self.starts == 1:
            os._exit(9)
        searched = 542 if self.options.indexing else 1204
        texts = (
            m.TextHit(
                "name",
                3,
                f"/home/someone/Videos/Family/{text.split()[0]} in the park.mp4",
                text,
                0.0,
                0.0,
                self.pictures[1],
                duration=190.0,
                frame_rate=25.0,
            ),
            m.TextHit(
                "subtitle",
                4,
                "/home/someone/Videos/Family/interview.mp4",
                f"and then the {text.split()[0]} came running",
                83.0,
                86.0,
                self.pictures[4],
            ),
        )
        if "purple" in text:
            self.say(m.Hits(message.job, "refined", text, self.hits(12, 4, weak=True), (), searched, 1204, 0.09))
        elif ">" in text:
            turns = tuple(part.strip() for part in text.split(">"))
            hits = self.hits(9, 5, words=turns)
            self.say(m.Hits(message.job, "refined", text, hits, (), searched, 1204, 0.2, turns=turns))
        elif "hidden" in text:
            kept = (m.Hidden("date", 14), m.Hidden("folders", 9))
            hits = self.hits(12, 4, weak=True) if "guesses" in text else ()
            self.say(m.Hits(message.job, "refined", text, hits, (), searched, 1204, 0.1, hidden=kept))
        elif "nothing" in text:
            self.say(m.Hits(message.job, "refined", text, (), (), searched, 1204, 0.05, "Nothing has been found."))
        elif "fail" in text:
            self.say(m.Failed(message.job, "The search model could not be loaded: the file is damaged."))
            return
        else:
            if "slow" in text:
                time.sleep(0.7)
            self.say(m.Hits(message.job, "text", text, (), texts, searched, 1204, 0.01))
            coarse = self.hits(38, len(text))
            self.say(m.Hits(message.job, "coarse", text, coarse, texts, searched, 1204, 0.06))
            if "reorder" in text:
                time.sleep(0.4)
            refined = self.hits(38, len(text), words=tuple(text.split()[:6]))
            refined = tuple(reversed(refined)) if "reorder" in text else refined
            self.say(m.Hits(message.job, "refined", text, refined, texts, searched, 1204, 0.14))
        self.say(m.Done(message.job))

    def curves(self, message: m.AskCurves) -> None:
        """A wave over 190 seconds for each video, another one for each word of the last question."""
        times = tuple(float(second) for second in range(190))
        words = self.last_words[:6]
        for video in message.videos:
            waves = [
                [max(0.0, math.sin(t / (9 + video) + shift)) ** 3 for t in times] for shift in range(len(words) + 1)
            ]
            told = tuple(m.WordRelevance(word, tuple(waves[n + 1]), n != 2) for n, word in enumerate(words))
            self.say(m.Curve(message.query, video, times, tuple(waves[0]), told))
        self.say(m.Done(message.job))

    def similar(self, message: m.FindSimilar) -> None:
        self.say(m.Hits(message.job, "refined", "similar", self.hits(16, 11, matched=True), (), 1204, 1204, 0.21))
        self.say(m.Done(message.job))


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--log", "--state", "--pictures", "--script", "--indexing"):
        parser.add_argument(name, default="")
    parser.add_argument("--cache", required=True)
    parser.add_argument("--beat", type=float, default=1.0)
    parser.add_argument("--step", type=float, default=0.05)
    parser.add_argument("--first-run", action="store_true")
    parser.add_argument("--starter", action="store_true")
    options = parser.parse_args()
    engine = FakeEngine(options)
    engine.start()
    for line in sys.stdin.buffer:
        message = m.decode(line)
        if options.log:
            with open(options.log, "ab") as log:
                log.write(line)
        if isinstance(message, m.Quit):
            break
        engine.take(message)
    if options.script == "never-ends":
        time.sleep(60)
    if options.log:
        with open(options.log, "ab") as log:
            log.write(json.dumps({"type": "ended"}).encode() + b"\n")


if __name__ == "__main__":
    main()
