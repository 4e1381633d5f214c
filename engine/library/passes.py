"""Which pass has been over which video: one frame in ten seconds (quick) or every second (whole); and what other models have indexed."""

from engine.library.catalog import Catalog

QUICK = 10.0  # seconds between two frames of the quick first pass
WHOLE = 1.0


def intervals(catalog: Catalog, folder: int, model: int) -> dict[int, float | None]:
    """Videos of a folder that are there and can be used, in order of path, none twice: seconds between the frames indexed for a model, or None."""
    rows = catalog.db.execute(
        """select video.id, (select interval from indexed where indexed.video = video.id and indexed.model = ?)
           from place join video on video.id = place.video
           where place.folder = ? and place.missing_since is null and video.problem is null
           group by video.id order by min(place.path)""",
        [model, folder],
    )
    return {row[0]: row[1] for row in rows}


def untouched(catalog: Catalog, folder: int) -> set[int]:
    """Videos of a folder that no model has looked at. Only these get a quick pass: their shots replace none that are finer."""
    rows = catalog.db.execute(
        """select distinct place.video from place where place.folder = ? and place.video is not null
           and not exists (select 1 from indexed where indexed.video = place.video)""",
        [folder],
    )
    return {row[0] for row in rows}


def coarse(catalog: Catalog, model: int | None) -> dict[int, int]:
    """By folder: how many of its videos have had only the quick pass, for a model, or for any when it is None."""
    rows = catalog.db.execute(
        """select place.folder, count(distinct place.video) from place join indexed on indexed.video = place.video
           where place.missing_since is null and indexed.interval > ? and (? is null or indexed.model = ?) group by place.folder""",
        [WHOLE, model, model],
    )
    return dict(rows.fetchall())


def indexed_by_others(catalog: Catalog, model: int) -> list[tuple[str, int]]:
    """(name of a model, videos that it has indexed and `model` has not), most videos first."""
    rows = catalog.db.execute(
        """select model.name, count(distinct indexed.video) as videos from indexed join model on model.id = indexed.model
           where indexed.model <> ? and exists (select 1 from place where place.video = indexed.video)
           and not exists (select 1 from indexed as own where own.video = indexed.video and own.model = ?)
           group by model.name order by videos desc""",
        [model, model],
    )
    return [(row[0], row[1]) for row in rows]
