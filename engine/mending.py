"""A serving engine whose library is damaged: it says so, with the copies there are, and mends it as the person chooses."""

from __future__ import annotations

import queue
import time
from pathlib import Path

from engine.errors import DamagedError, EngineError
from engine.library.backups import list_backups
from engine.library.repair import Repaired, restore, save_what_can_be_read
from engine.lifeline import Lifeline
from engine.messages import (
    Acknowledge,
    BackupState,
    Done,
    Failed,
    LibraryTrouble,
    Progress,
    Quit,
    RepairLibrary,
    decode,
)


def trouble(library: Path, sentence: str) -> LibraryTrouble:
    """What to tell of a library that is damaged."""
    backups = list_backups(library / "backups")
    known = tuple(BackupState(backup.path.name, backup.made, backup.size) for backup in backups)
    return LibraryTrouble("damaged", sentence, known)


def ask_for_repair(
    library: Path, error: DamagedError, line: Lifeline, inbox: queue.SimpleQueue[bytes | None]
) -> RepairLibrary | None:
    """Say what is wrong and wait for what to do; None when the other side is done. Whatever else is asked is refused with the same words."""
    line.say(trouble(library, str(error)))
    while True:
        line.rest()
        got = inbox.get()
        line.move()
        try:
            message = decode(got) if got is not None else Quit()
        except ValueError:
            continue
        match message:
            case Quit():
                return None
            case RepairLibrary():
                return message
            case Acknowledge():
                line.acknowledge(message.taken)
            case _:
                job = getattr(message, "job", None)
                if job is not None:
                    line.say(Failed(job, str(error)))


def mend(library: Path, wish: RepairLibrary, line: Lifeline) -> None:
    """Restore or salvage, and say how it ended. A repair that fails leaves everything as it was; the library is then found damaged again."""
    work = save_what_can_be_read(library) if wish.how == "salvage" else restore(library, wish.backup)
    try:
        done = None
        for done in work:
            line.move()
            line.say(Progress(wish.job, "repairing", str(library), done=float(sum(done.saved.values()))))
        line.say(Done(wish.job, in_words(done)))
    except EngineError as error:
        line.say(Failed(wish.job, str(error)))


def in_words(done: Repaired | None) -> str:
    """How a repair ended, for the person."""
    if done is None:
        return "Nothing was changed."
    kept = f" The damaged database is kept in {done.aside}." if done.aside else ""
    if done.backup is not None:
        made = time.strftime("%d.%m.%Y, %H:%M", time.localtime(done.backup.made))
        return f"The library is as it was on {made}.{kept}"
    videos, moments = done.saved.get("video", 0), done.saved.get("shot", 0)
    return f"{videos} videos and {moments} moments were saved.{kept}"
