"""The command line: `rushes-engine [--library DIR] index|search|similar|export|info|demo|train|serve …`. The only place that prints, with `engine/commands`.

Exit codes: 0 done, 1 a known failure (its sentence is on standard error), 2 wrong usage, 3 searched but nothing clearly matches, 70 `serve` lost
its model's device and wants to be started again, 130 stopped by Ctrl-C.
"""

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import engine
from engine.commands import asking, evaluate, export, library, models, train
from engine.errors import EngineError

NOTHING_CLEAR = 3
LOST = 70
STOPPED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    code = _run_command(arguments)
    if any(thread.name == "model" for thread in threading.enumerate()):
        # Python would take torch apart while that thread is still loading it, which aborts the process. Everything is closed already.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _run_command(arguments: list[str] | None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGTERM, _stop)
    try:
        return options.run(options)
    except EngineError as error:
        if getattr(options, "json", False):
            _json({"error": str(error)})
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Everything finished so far is saved.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rushes-engine", description="Finds moments in your own video folders. Your files are read, never changed."
    )
    parser.add_argument("--version", action="version", version=f"Rushes {engine.__version__}")
    parser.add_argument(
        "--library", type=Path, metavar="DIR", help="where the library is kept (default: your user data folder)"
    )
    parser.add_argument(
        "--model",
        default="starter",
        help='"starter", a downloaded model such as "clip-b32" (see: models list), "ARCHITECTURE:TAG" of open_clip, or "local-dir:FOLDER"',
    )
    careful = (
        "cpu" if os.environ.get("RUSHES_CAREFUL") else None
    )  # the window sets it for an engine that died too often
    parser.add_argument("--device", default=careful, help='"cpu", "cuda", "mps"; the best there is when not given')
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(run=run)
        sub.add_argument("--json", action="store_true", help="answer in JSON, one object per line")
        return sub

    sub = command("index", _index, "Add folders to the library and index what is new in them.")
    sub.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    sub = command("search", _search, "Find moments that a sentence describes.")
    sub.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help='the sentence; -word or -"two words" is what is not wanted (after --); "A > B" is A, then B. Nothing: the newest videos',
    )
    asking.add_parts(sub)
    sub.add_argument("--profile", action="store_true", help="say after the answer where the time went")
    asking.add_scope(sub)
    sub = command("similar", _similar, "Find moments like a file, or like a range of it.")
    sub.add_argument("file", type=Path)
    sub.add_argument("--start", type=float, metavar="SECONDS")
    sub.add_argument("--end", type=float, metavar="SECONDS")
    asking.add_scope(sub)
    sub = command("info", _info, "What is in the library, with which model, and what could not be indexed.")
    sub = command("remove", _remove, "Take a folder out of the library. Your files are not touched.")
    sub.add_argument("folder", type=Path)
    sub = command("demo", _demo, "Write a folder of sample films to try everything with.")
    sub.add_argument("folder", type=Path)
    for rare in (export, library, train, evaluate, models):
        rare.add(commands)
    commands.add_parser("serve", help="speak the window's protocol on standard input and output").set_defaults(
        run=_serve
    )
    return parser


# Commands ------------------------------------------------------------------------------------------------------------


def _index(options: argparse.Namespace) -> int:
    from engine.messages import IndexFolder

    failed = False
    with _engine(options, new=True) as open_engine:
        _run(open_engine.load_model(), options)
        for folder in options.folders:
            try:
                _run(open_engine.index_folder(IndexFolder(1, str(folder))), options)
            except EngineError as error:
                failed = True
                _json({"error": str(error)}) if options.json else print(error, file=sys.stderr)
        _print_problems(open_engine, options)
    return 1 if failed else 0


def _search(options: argparse.Namespace) -> int:
    from engine.messages import Search
    from engine.search.profile import Stopwatch

    stopwatch = Stopwatch()
    with _engine(options) as open_engine:
        folders = _folder_ids(open_engine, options.folder)
        _run(open_engine.load_model(), options, quiet=True)
        request = Search(
            1,
            " ".join(options.words),
            parts=asking.parts(options),
            gap=options.gap,
            **asking.scope(options, folders),
        )
        code = _answer(_run(open_engine.search(request, stopwatch), options, quiet=True), open_engine, options)
    if options.profile and options.json:
        _json({"type": "Profile", "seconds": dict(stopwatch.profile().parts)})
    elif options.profile:
        print("\n".join(stopwatch.profile().lines()))
    return code


def _similar(options: argparse.Namespace) -> int:
    from engine.messages import FindSimilar

    with _engine(options) as open_engine:
        folders = _folder_ids(open_engine, options.folder)
        _run(open_engine.load_model(), options, quiet=True)
        request = FindSimilar(
            1,
            path=os.path.abspath(options.file),
            start=options.start,
            end=options.end,
            **asking.scope(options, folders),
        )
        return _answer(_run(open_engine.find_similar(request), options, quiet=True), open_engine, options)


def _info(options: argparse.Namespace) -> int:
    with _engine(options) as open_engine:
        last = _run(open_engine.load_model(), options, quiet=True)
        state = open_engine.library_state()
        if options.json:
            from engine.messages import to_json

            _json(
                {
                    "library": str(open_engine.library.folder),
                    "model": to_json(last["ModelState"]),
                    "state": to_json(state),
                }
            )
        else:
            model = last["ModelState"]
            print(f"Library   {open_engine.library.folder}")
            print(f"Model     {model.name} on {model.device}\n          {model.note}")
            print(
                f"Contents  {state.indexed} of {state.videos} videos indexed, {state.moments} moments, {_clock(state.seconds)} of footage"
            )
            for folder in state.folders:
                print(
                    f"  {folder.path}: {folder.indexed} of {folder.videos} videos, {_clock(folder.seconds)}, {folder.state}"
                )
        _print_problems(open_engine, options)
    return 0


def _remove(options: argparse.Namespace) -> int:
    from engine.messages import RemoveFolder

    with _engine(options) as open_engine:
        (folder,) = _folder_ids(open_engine, [options.folder])
        _run(open_engine.places.remove_folder(RemoveFolder(1, folder)), options)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from engine.training.demo import FILMS, write_demo

    for film in tqdm(write_demo(options.folder), total=FILMS, unit="film", disable=options.json, file=sys.stderr):
        if options.json:
            _json(
                {
                    "path": str(film.path),
                    "scenes": [{"start": start, "end": end, "caption": caption} for start, end, caption in film.scenes],
                }
            )
    if not options.json:
        print(f"{FILMS} sample films are in {options.folder}. Next: rushes-engine index {options.folder}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from engine.lifeline import Lifeline, claim_output, die_with_parent

    die_with_parent()  # before anything slow is imported
    from engine.errors import EncoderError
    from engine.library.library import default_folder
    from engine.logs import keeping_logs
    from engine.messages import Failed

    with Lifeline(claim_output()) as line, keeping_logs(options.library or default_folder()):
        try:
            from engine import self_check
            from engine.library.library import default_folder
            from engine.serve import serve

            self_check.check()
            serve(lambda: _engine(options, new=True), options.library or default_folder(), line)
        except EncoderError as error:
            logging.getLogger(__name__).error("%s", error)
            return LOST
        except EngineError as error:
            line.say(Failed(0, str(error)))
            return 1
    return 0


# Shared by the commands ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _engine(options: argparse.Namespace, new: bool = False) -> Iterator[Any]:
    """An open engine; only with `new` may its library be made now."""
    from engine.engine import Engine
    from engine.library.library import default_folder

    folder = options.library or default_folder()
    if not new and not any((folder / name).is_file() for name in ("library.db", "library.marker")):
        raise EngineError(f"There is no library in {folder} yet; rushes-engine index FOLDER makes one.")
    open_engine = Engine(folder, options.model, options.device)
    try:
        yield open_engine
    finally:
        open_engine.close()


def _run(steps: Any, options: argparse.Namespace, quiet: bool = False) -> dict[str, Any]:
    """Drive a job to its end, showing progress; the last reply of each kind by its name. Raises what the job raises."""
    from engine.errors import ModelError
    from engine.indexing.steps import WAIT, Pause
    from engine.messages import DiskState, Done, ModelState, Progress, to_json

    last: dict[str, Any] = {}
    with contextlib.closing(steps), _Bar(disable=quiet or options.json) as bar:
        for item in steps:
            if item is WAIT:
                time.sleep(0.005)
            if isinstance(item, Pause):
                continue
            last[type(item).__name__] = item
            if isinstance(item, Progress):
                bar.show(item)
            if isinstance(item, DiskState) and item.needed and not options.json:
                print(
                    f"Waiting: {item.free / 1e9:.1f} GB are free where the library is, {item.needed / 1e9:.1f} GB are needed.",
                    file=sys.stderr,
                )
            if isinstance(item, ModelState) and item.state == "failed":
                raise ModelError(item.note)
            if options.json and not quiet:
                _json({"type": type(item).__name__, **to_json(item)})
    if not quiet and not options.json and isinstance(last.get("Done"), Done) and last["Done"].sentence:
        print(last["Done"].sentence)
    return last


class _Bar:
    """A progress bar in seconds of footage; it appears with the first footage."""

    def __init__(self, disable: bool) -> None:
        self._disable = disable
        self._bar: Any = None

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, progress: Any) -> None:
        """Bring the bar to where the job is."""
        if self._disable or progress.total <= 0:
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                total=round(progress.total),
                unit="s of footage",
                file=sys.stderr,
                bar_format="{percentage:3.0f} %|{bar}| {n:.0f} of {total} s of footage, {remaining} left {postfix}",
            )
        self._bar.set_postfix_str(
            f"{progress.videos_done}/{progress.videos} {Path(progress.path).name[:40]}", refresh=False
        )
        self._bar.n = min(progress.done, progress.total)  # a header may promise less footage than there is
        self._bar.refresh()


def _answer(last: dict[str, Any], open_engine: Any, options: argparse.Namespace) -> int:
    from engine.messages import to_json

    hits, model = last["Hits"], open_engine.model()
    if options.json:
        _json({"type": "Hits", **to_json(hits)})
    else:
        _print_hits(hits)
        if not model.head.trained or model.backbone.name == "starter":
            print(f"\n{model.head.note}", file=sys.stderr)
    return 0 if any(hit.band != "weak" for hit in hits.hits) or hits.texts else NOTHING_CLEAR


def _print_hits(hits: Any) -> None:
    for sentence in (hits.sentence, hits.note):
        if sentence:
            print(sentence)
    for hidden in hits.hidden:
        print(f"{hidden.moments} hidden by the filter of {hidden.filter}")
    for hit in hits.hits:
        matched = f"  like {_clock(hit.matched[0])}–{_clock(hit.matched[1])} of it" if hit.matched else ""
        away = "" if hit.present else "  (not there at the moment)"
        print(
            f"{hit.band:8}  {hit.score:6.3f}  {_clock(hit.start)}–{_clock(hit.end)}  {_shown(hit.path)}{matched}{away}"
        )
    for text in hits.texts:
        print(f"{text.kind:8}          {_clock(text.start)}            {_shown(text.path)}: {text.text[:80]}")
    print(f"{hits.searched} of {hits.videos} videos searched in {hits.seconds:.2f} s", file=sys.stderr)


def _print_problems(open_engine: Any, options: argparse.Namespace) -> None:
    from engine.messages import ListProblems, to_json

    for reply in open_engine.list_problems(ListProblems(1)):
        for problem in reply.problems:
            if options.json:
                _json({"type": "Problem", **to_json(problem)})
            else:
                state = "missing" if problem.since else "in part" if problem.partial else "skipped"
                print(
                    f"{state}  {_shown(problem.path)}: {problem.sentence}",
                    file=sys.stderr,
                )


def _folder_ids(open_engine: Any, folders: list[Path]) -> tuple[int, ...]:
    known = {folder.path: folder.folder for folder in open_engine.library_state().folders}
    for folder in folders:
        if os.path.abspath(folder) not in known:
            raise EngineError(f"{folder} is not a folder of this library; `info` lists them.")
    return tuple(known[os.path.abspath(folder)] for folder in folders)


def _json(data: Any) -> None:
    print(json.dumps(data), flush=True)


def _shown(path: str) -> str:
    """A path without control characters and undecodable bytes."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(seconds, 0.0), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02d}:{rest:04.1f}" if hours else f"{minutes:02d}:{rest:04.1f}"


if __name__ == "__main__":
    sys.exit(main())
