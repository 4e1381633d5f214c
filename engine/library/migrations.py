"""The schema, as numbered steps: a step that was released is never edited, a change is a new step at the end."""

from sqlite_utils import Database, Migrations

from engine.library.places_schema import add_places
from engine.library.readings import add_readings
from engine.library.selects import add_selects

migrations = Migrations("rushes")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Folders and places say where things were seen; videos are content; shots belong to content; embeddings to a shot and a model."""
    for statement in _FIRST_SCHEMA:
        db.execute(statement)


@migrations()
def m002_places(db: Database) -> None:
    """Volumes, sub-folders, patterns, files absent once, and what was taken out."""
    add_places(db)


@migrations()
def m003_searches(db: Database) -> None:
    """When videos were taken, and what a person says about them and asks of them."""
    for statement in _SEARCHES:
        db.execute(statement)


@migrations()
def m004_known_answers(db: Database) -> None:
    """What each model answered to a known picture and sentence, so that one that computes otherwise is noticed."""
    db.execute("alter table model add column answers blob")  # float32 (2, dim)


_SEARCHES = (
    "alter table video add column created real",  # seconds since 1970, as the container tells; None when it does not
    """create table rating (
        video integer primary key references video(id) on delete cascade,
        stars integer not null check (stars between 1 and 5)
    ) strict""",
    """create table saved_search (
        id integer primary key,
        name text not null unique,
        search text not null,                 -- the message `Search`, as JSON
        seen integer not null,                -- the newest shot there was when it was looked at
        known text not null default '[]',     -- the videos it found then, as JSON
        fresh integer not null default 0      -- strong or possible moments found since
    ) strict""",
    """create table past_search (
        id integer primary key autoincrement,
        search text not null unique
    ) strict""",
)


_FIRST_SCHEMA = (
    """create table folder (
        id integer primary key,
        path blob not null unique,            -- os.fsencode of the absolute path
        added real not null,                  -- seconds since 1970
        looked real,                          -- when it was last looked through to the end
        missing_since real                    -- set while the folder itself cannot be found
    ) strict""",
    # A video is its content. `digest` is None only for files that could not be read at all.
    """create table video (
        id integer primary key,
        digest text not null unique,
        size integer not null,
        duration real,                        -- seconds; None until probed
        frame_rate real, width integer, height integer,
        codec text, container text,
        has_audio integer, rotation integer, variable_frame_rate integer, hdr integer,
        problem text,                         -- why it cannot be used at all, as a sentence
        added real not null
    ) strict""",
    # A path is a place where a video was seen.
    """create table place (
        id integer primary key,
        folder integer not null references folder(id) on delete cascade,
        path blob not null unique,
        video integer references video(id),   -- None: could not be read, see `problem`
        size integer not null,
        modified integer not null,            -- nanoseconds since 1970
        seen real not null,
        missing_since real,                   -- a state with a date, never a deletion
        problem text
    ) strict""",
    "create index place_by_video on place(video)",
    "create index place_by_folder on place(folder)",
    """create table shot (
        id integer primary key autoincrement, -- never used again, since a saved vector index knows shots by it
        video integer not null references video(id) on delete cascade,
        number integer not null,              -- in time order within the video
        start real not null, end real not null,
        times blob not null,                  -- float64: presentation time of each sampled frame
        unique (video, number)
    ) strict""",
    """create table model (
        id integer primary key,
        key text not null unique,             -- backbone, weights, preprocessing, precision and head
        name text not null,
        dim integer not null,
        batch integer not null,               -- frames encoded in one step, measured once on this machine
        added real not null
    ) strict""",
    """create table embedding (
        shot integer not null references shot(id) on delete cascade,
        model integer not null references model(id) on delete cascade,
        vector blob not null,                 -- float16 (dim,): the shot as a whole, for the coarse search
        frames blob not null,                 -- float16 (frames, dim): what the frame contrasts use
        usual real not null,                  -- mean of this shot's scores for the fixed bank of queries
        spread real not null,                 -- their standard deviation
        primary key (shot, model)
    ) strict, without rowid""",
    # A row here means: this video is done for this model, up to `until` seconds.
    """create table indexed (
        video integer not null references video(id) on delete cascade,
        model integer not null references model(id) on delete cascade,
        until real not null,
        problem text,                         -- why not all of it, as a sentence
        primary key (video, model)
    ) strict, without rowid""",
    """create table caption (
        id integer primary key,
        place integer not null references place(id) on delete cascade,
        kind text not null,                   -- "name" or "subtitle"
        start real not null, end real not null
    ) strict""",
    "create index caption_by_place on caption(place)",
    # The words of captions, by the same id. Kept in step by the catalog: with trusted_schema off a trigger may not write to it.
    "create virtual table caption_words using fts5(text, tokenize='unicode61 remove_diacritics 2')",
)


@migrations()
def m005_index_generations(db: Database) -> None:
    """Which file is the vector index of a model, and what must be true of it; when upkeep was done last."""
    for statement in _INDEX_GENERATIONS:
        db.execute(statement)


@migrations()
def m006_passes(db: Database) -> None:
    """A quick first pass looks at one frame in ten seconds; what is indexed so is told apart from what is done wholly."""
    db.execute("alter table indexed add column interval real not null default 1.0")  # seconds between two frames


@migrations()
def m007_selects(db: Database) -> None:
    """Ranges that a person has chosen."""
    add_selects(db)


@migrations()
def m008_readings(db: Database) -> None:
    """What became of reading each video, and which one is being read."""
    add_readings(db)


_INDEX_GENERATIONS = (
    # The row is written after the file is safely on the disk: a file without a row is rubbish, a row whose file differs is not used.
    """create table index_file (
        number integer primary key autoincrement,  -- of the generation; never used again
        model integer not null unique references model(id) on delete cascade,
        name text not null,                        -- of the file in the folder of indexes
        size integer not null,                     -- bytes
        sha256 text not null,
        count integer not null,                    -- of vectors
        dim integer not null,
        space text not null,
        parameters text not null,                  -- hnswlib's version and what the graph was built with
        written real not null
    ) strict""",
    """create table upkeep (
        what text primary key,                     -- "backup", "integrity"
        done real not null                         -- seconds since 1970
    ) strict, without rowid""",
)
