"""What was taken out of the library is put on a shelf, not thrown away: whole rows, so that an undo brings everything back, also while the drive is away."""

import base64
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.library.catalog import Catalog
from engine.library.places_schema import branch_of


def shelve_folder(catalog: Catalog, folder: int) -> int:
    """Take out a folder with its places and their words; the number of the removal."""
    with catalog.db.atomic():
        removal = _begin(catalog, "folder")
        _take(catalog, removal, "folder", "select * from folder where id = ?", folder)
        places = [row[0] for row in catalog.db.execute("select id from place where folder = ?", [folder]).fetchall()]
        _take_places(catalog, removal, places)
        catalog.db.execute("delete from folder where id = ?", [folder])
    return removal


def shelve_places(catalog: Catalog, places: Sequence[int], kind: str) -> int:
    """Take out places with their words; the number of the removal."""
    with catalog.db.atomic():
        removal = _begin(catalog, kind)
        _take_places(catalog, removal, places)
    return removal


def restore(catalog: Catalog, removal: int, wanted: Callable[[Path], bool] = lambda path: True) -> int:
    """Put back what one removal took out, or of it the places whose path is wanted; how many places came back.

    What has come into the library at the same path since then stays as it is.
    """
    db = catalog.db
    with db.atomic():
        rows = db.execute(
            "select rowid, source, path, row from removed where removal = ? order by rowid", [removal]
        ).fetchall()
        folders, places = dict[int, int](), dict[int, int]()
        for number, source, path, text in rows:
            row = _unpacked(text)
            if source == "folder":
                folders[row["id"]] = _restore_folder(catalog, row)
            elif source == "place" and wanted(Path(os.fsdecode(path))):
                folder = folders[row["folder"]] if row["folder"] in folders else row["folder"]
                place = _restore_place(catalog, row, folder)
                if place is not None:
                    places[row["id"]] = place
            elif source == "caption" and row["place"] in places:
                _restore_caption(catalog, row, places[row["place"]])
            else:
                continue
            db.execute("delete from removed where rowid = ?", [number])
        db.execute("delete from removal where id not in (select removal from removed)")
    return len(places)


def removals_of(catalog: Catalog, folder: int, kind: str) -> list[int]:
    """The removals of a kind in which something of a folder lies on the shelf."""
    rows = catalog.db.execute(
        """select distinct removal.id from removal join removed on removed.removal = removal.id
           where removal.kind = ? and removed.source = 'place' and json_extract(removed.row, '$.folder') = ?""",
        [kind, folder],
    )
    return [row[0] for row in rows]


def paths_of(catalog: Catalog, removal: int) -> list[Path]:
    """The paths of the files that one removal took out."""
    rows = catalog.db.execute("select path from removed where removal = ? and source = 'place'", [removal])
    return [Path(os.fsdecode(row[0])) for row in rows]


def _begin(catalog: Catalog, kind: str) -> int:
    row = catalog.db.execute("insert into removal(at, kind) values (?, ?)", [catalog.clock.now(), kind])
    assert row.lastrowid is not None
    return row.lastrowid


def _take_places(catalog: Catalog, removal: int, places: Sequence[int]) -> None:
    for place in places:
        _take(catalog, removal, "place", "select * from place where id = ?", place)
        _take(
            catalog,
            removal,
            "caption",
            """select caption.*, text, path from caption join caption_words on caption_words.rowid = caption.id
               join place on place.id = caption.place where caption.place = ?""",
            place,
        )
        catalog.drop_place(place)


def _take(catalog: Catalog, removal: int, source: str, query: str, value: int) -> None:
    cursor = catalog.db.execute(query, [value])
    names = [column[0] for column in cursor.description]
    for row in cursor.fetchall():
        values = dict(zip(names, row, strict=True))
        catalog.db.execute(
            "insert into removed(removal, source, path, row) values (?, ?, ?, ?)",
            [removal, source, values["path"], _packed(values)],
        )


def _restore_folder(catalog: Catalog, row: dict[str, Any]) -> int:
    """The id of the folder, which is another one when it was added again."""
    known = catalog.db.execute("select id from folder where path = ?", [row["path"]]).fetchone()
    if known:
        return known[0]
    taken = catalog.db.execute("select 1 from folder where id = ?", [row["id"]]).fetchone()
    return _insert(catalog, "folder", {name: value for name, value in row.items() if name != "id" or not taken})


def _restore_place(catalog: Catalog, row: dict[str, Any], folder: int) -> int | None:
    """The id of the place; None when its path is taken or its folder is gone (another one may have got its number)."""
    root = catalog.db.execute("select path from folder where id = ?", [folder]).fetchone()
    if root is None or not Path(os.fsdecode(row["path"])).is_relative_to(os.fsdecode(root[0])):
        return None
    if catalog.db.execute("select 1 from place where path = ?", [row["path"]]).fetchone():
        return None
    values = {name: value for name, value in row.items() if name != "id"}
    return _insert(
        catalog, "place", values | {"folder": folder, "branch": branch_of(catalog.db, folder, root[0], row["path"])}
    )


def _restore_caption(catalog: Catalog, row: dict[str, Any], place: int) -> None:
    values = {name: value for name, value in row.items() if name not in ("id", "text", "path")}
    number = _insert(catalog, "caption", values | {"place": place})
    catalog.db.execute("insert into caption_words(rowid, text) values (?, ?)", [number, row["text"]])


def _insert(catalog: Catalog, table: str, row: dict[str, Any]) -> int:
    """Into the columns that the table has now; the id."""
    columns = {column[1] for column in catalog.db.execute(f"pragma table_info({table})").fetchall()}
    kept = {name: value for name, value in row.items() if name in columns}
    names, marks = ", ".join(kept), ", ".join("?" * len(kept))
    cursor = catalog.db.execute(f"insert into {table}({names}) values ({marks})", list(kept.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _packed(row: dict[str, Any]) -> str:
    """Columns as JSON; bytes in base64."""
    plain = {
        name: {"bytes": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else value
        for name, value in row.items()
    }
    return json.dumps(plain)


def _unpacked(text: str) -> dict[str, Any]:
    row = json.loads(text)
    return {name: base64.b64decode(value["bytes"]) if isinstance(value, dict) else value for name, value in row.items()}
