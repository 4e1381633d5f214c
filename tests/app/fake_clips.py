"""What the fake engine answers about single videos: facts, times, frames, the basket (which survives a restart), exports."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

from engine import messages as m

RATE = 30000 / 1001
SECONDS = 190.0


class FakeClips:
    """Answers by `say`; `take` tells whether a message was one of these."""

    def __init__(
        self, say: Callable[[m.Message], None], pictures: list[str], kept: Path, names: tuple[str, ...], step: float
    ) -> None:
        self._say, self._pictures, self._kept, self._names, self._step = say, pictures, kept, names, step
        self.cancelled: set[int] = set()

    def take(self, message: m.Message) -> bool:
        match message:
            case m.AskVideo():
                facts = m.VideoFacts(
                    message.job, message.video, self._path(message.video), True, SECONDS, RATE, False, 1920, 1080, "h264",
                    "mov,mp4", message.video % 2 == 1, True, 1561982400.0, 214_000_000, ("ViT-B-32",), ((0.0, 20.0), (20.0, SECONDS)),
                )  # fmt: skip
                self._answer(message.job, facts)
            case m.AskTimes():
                first, last = round(message.start * RATE), round(min(message.end, SECONDS) * RATE)
                times = tuple(number / RATE for number in range(first, last))
                self._answer(message.job, m.Times(message.job, message.video, message.start, message.end, times, (0,)))
            case m.AskFrame():
                picture = self._pictures[int(message.time) % len(self._pictures)]
                self._answer(message.job, m.Frame(message.job, message.video, message.time, picture))
            case m.ListSelects() | m.AddSelect() | m.ChangeSelect() | m.RemoveSelects() | m.OrderSelects():
                self._basket(message)
            case m.Export():
                threading.Thread(target=self._export, args=(message,), daemon=True).start()
            case _:
                return False
        return True

    def _path(self, video: int) -> str:
        return f"/home/someone/Videos/Trips/{self._names[video % len(self._names)]}"

    def _answer(self, job: int, reply: m.Reply) -> None:
        self._say(reply)
        self._say(m.Done(job))

    def _basket(self, message: m.Message) -> None:
        rows = json.loads(self._kept.read_text()) if self._kept.exists() else []
        match message:
            case m.AddSelect():
                number = 1 + max((row[0] for row in rows), default=0)
                row = [number, message.video, message.start, message.end, message.note]
                rows.insert(len(rows) if message.place is None else message.place, row)
            case m.ChangeSelect():
                for row in rows:
                    if row[0] == message.select:
                        row[2] = row[2] if message.start is None else message.start
                        row[3] = row[3] if message.end is None else message.end
                        row[4] = row[4] if message.note is None else message.note
            case m.RemoveSelects():
                rows = [row for row in rows if row[0] not in message.selects]
            case m.OrderSelects():
                rows.sort(key=lambda row: message.selects.index(row[0]))
        self._kept.write_text(json.dumps(rows))
        selects = tuple(
            m.Selected(
                row[0], row[1], self._path(row[1]), row[2], row[3], row[4], self._pictures[row[1] % len(self._pictures)],
                row[1] != 3, RATE, SECONDS,
            )
            for row in rows
        )  # fmt: skip
        job = message.job  # pyright: ignore[reportAttributeAccessIssue]
        self._answer(job, m.Selects(job, selects))

    def _export(self, message: m.Export) -> None:
        for step in range(10):
            time.sleep(self._step)
            if message.job in self.cancelled:
                self._say(m.Done(message.job, cancelled=True))
                return
            self._say(m.Progress(message.job, "exporting", self._path(message.ranges[0].video), step / 10, 1.0))
        if "forbidden" in message.target:
            self._say(m.Failed(message.job, "There is no permission to write there."))
            return
        Path(message.target).write_text("exported")
        early = m.ExportNote(
            self._path(message.ranges[0].video), "The clip starts 0.60 s earlier than asked, at the key frame before."
        )
        notes = () if message.exact else (early,)
        self._answer(message.job, m.Exported(message.job, (message.target,), notes))
