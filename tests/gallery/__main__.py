"""Prepares a library of sample films and real clips, then photographs every state in both themes and languages at 100 % and 200 %.

Each language and scale is a process of its own, since Qt fixes both at its start. OUT gets one PNG per state and variant
(`results-grid-dark-ko-200.png`), and one sheet per state with its variants side by side (`results-grid.png`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

from tests.gallery.warm_engine import host

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "ko")
SCALES = (1, 2)
TILE = (960, 600)  # of a sheet


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--videos", type=Path, metavar="DIR", help="real clips to show beside the sample films")
    parser.add_argument("--state", action="append", default=[], metavar="NAME", help="only these states")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--scale", action="append", choices=SCALES, type=int)
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    prepare(out / "work", [options.videos.resolve()] if options.videos else [])
    code = 0
    with host() as socket:
        for language in options.language or LANGUAGES:
            for scale in options.scale or SCALES:
                environment = os.environ | {
                    "QT_SCALE_FACTOR": str(scale),
                    "LC_ALL": "C.UTF-8",
                    "PYTHONFAULTHANDLER": "1",
                }
                environment.setdefault("QT_QPA_PLATFORM", "offscreen")
                command = [sys.executable, "-m", "tests.gallery.studio", str(out), language, str(scale), str(socket)]
                ended = subprocess.run([*command, *options.state], cwd=ROOT, env=environment).returncode
                if ended:
                    print(f"{language} {scale}00 % ended with {ended}", file=sys.stderr)
                code |= int(ended != 0)
    write_sheets(out)
    return code


def prepare(work: Path, folders: list[Path]) -> None:
    """The library that is copied for every state: made once, in `work`."""
    films, library = work / "Films", work / "library"
    engine = [sys.executable, "-m", "engine.cli", "--library", str(library)]
    if not library.is_dir():
        subprocess.run([*engine, "demo", str(films)], cwd=ROOT, check=True)
        subprocess.run([*engine, "index", *map(str, (films, *folders))], cwd=ROOT, check=True)
        subprocess.run([*engine, "backup"], cwd=ROOT, check=True)
    if not (work / "tiny-clip").is_dir():
        write = "import pathlib, sys; from tests.tiny_clip import write_tiny_clip as w; w(pathlib.Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", write, str(work / "tiny-clip")], cwd=ROOT, check=True)


def write_sheets(out: Path) -> None:
    """One picture per state: dark and light side by side, a row for each language and scale."""
    states: dict[str, list[Path]] = {}
    for path in out.glob("*-*-*-?00.png"):
        states.setdefault(path.stem.rsplit("-", 3)[0], []).append(path)
    for state, paths in states.items():
        paths.sort(key=lambda path: (path.stem.rsplit("-", 2)[1:], path.stem))
        rows = -(-len(paths) // 2)
        sheet = Image.new("RGB", (TILE[0] * 2 + 8, (TILE[1] + 8) * rows), "grey")
        for place, path in enumerate(paths):
            with Image.open(path) as picture:
                tile = picture.convert("RGB")
            if tile.width > TILE[0] or tile.height > TILE[1]:
                tile.thumbnail(TILE, Image.Resampling.LANCZOS)
            sheet.paste(tile, (place % 2 * (TILE[0] + 8), place // 2 * (TILE[1] + 8)))
        sheet.save(out / f"{state}.png")


if __name__ == "__main__":
    sys.exit(main())
