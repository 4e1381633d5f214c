"""Filters as SQL: the condition on videos and their places that a scope stands for."""

from engine.messages import Scope

EVERYTHING = Scope()
FILTERS: dict[str, tuple[str, ...]] = {
    "folders": ("folders",),
    "length": ("shortest", "longest"),
    "date": ("since", "until"),
    "lines": ("lines",),
    "orientation": ("orientation",),
    "sound": ("sound",),
    "rating": ("rating",),
}
"""Each filter with its fields of `Scope`."""

SHAPES = {
    "landscape": "video.width > video.height",
    "portrait": "video.width < video.height",
    "square": "video.width = video.height",
}

# Sub-folders, whose numbers in a scope are negative, with all below them.
_BRANCHES = """place.branch in (with recursive inside(id) as (select id from branch where id in ({})
    union select branch.id from branch join inside on branch.parent = inside.id) select id from inside)"""


def taken() -> str:
    """An SQL expression over `video` and `place`: when it was taken, as the file tells, or else when the file was changed; seconds since 1970."""
    return "coalesce(video.created, place.modified / 1e9)"


def condition(scope: Scope) -> tuple[str, list[object]]:
    """A condition on the joined tables `place` and `video`, and its values."""
    conditions, values = ["true"], list[object]()

    def add(sql: str, *given: object) -> None:
        conditions.append(sql)
        values.extend(given)

    if scope.folders:
        roots = [number for number in scope.folders if number > 0]
        branches = [-number for number in scope.folders if number < 0]
        places = [f"place.folder in ({','.join('?' * len(roots))})"] if roots else []
        places += [_BRANCHES.format(",".join("?" * len(branches)))] if branches else []
        add(f"({' or '.join(places) or 'false'})", *roots, *branches)
    if scope.shortest is not None:
        add("video.duration >= ?", scope.shortest)
    if scope.longest is not None:
        add("video.duration <= ?", scope.longest)
    if scope.since is not None:
        add(f"{taken()} >= ?", scope.since)
    if scope.until is not None:
        add(f"{taken()} < ?", scope.until)
    if scope.lines:
        add("min(video.width, video.height) >= ?", scope.lines)
    if scope.orientation in SHAPES:
        add(SHAPES[scope.orientation])
    if scope.sound is not None:
        add("video.has_audio = ?", int(scope.sound))
    if scope.rating:
        add("video.id in (select rating.video from rating where stars >= ?)", scope.rating)
    return " and ".join(conditions), values


def filters_set(scope: Scope) -> list[str]:
    """The names of the filters that keep anything back."""
    return [
        name
        for name, fields in FILTERS.items()
        if any(getattr(scope, field) != getattr(EVERYTHING, field) for field in fields)
    ]


def only(scope: Scope, name: str) -> Scope:
    """The scope with one of its filters alone."""
    return Scope(**{field: getattr(scope, field) for field in FILTERS[name]})
