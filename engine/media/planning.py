"""Which packets of a video need not be decoded, when only some of its frames are wanted.

A group of pictures (a key frame and what follows it) is looked at before it is decoded. Packets after the last one that a
wanted frame needs are dropped unseen; on the way there, frames that no other frame refers to are skipped unless they are
wanted themselves. The wanted frames are exactly those of decoding everything. Runs only inside the decoder worker.

Open groups: pictures that are stored after a key frame but shown before it ("leading") need the group before. If one of
them is wanted, the group before is decoded whole; else they are dropped.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

CODECS = frozenset({"h264", "hevc", "vp9", "av1", "libdav1d", "mpeg4", "mpeg2video", "mjpeg", "prores", "dnxhd"})
"""Decoders whose key frames need nothing from before them, and that show one frame for each packet."""

SKIPPING_CODECS = frozenset({"h264", "hevc", "mpeg4", "mpeg2video"})
"""Those that know which frames no other frame refers to."""

CONTAINERS = ("mov,", "matroska", "flv")
"""How the names of those containers begin that say themselves which packets are key frames."""

MAX_GROUP_PACKETS = 2000
MAX_GROUP_BYTES = 64 * 1024 * 1024


class PacketLike(Protocol):
    """What planning looks at in an `av.Packet`."""

    @property
    def pts(self) -> int | None: ...
    @property
    def size(self) -> int: ...
    @property
    def is_discard(self) -> bool: ...


_Packet = TypeVar("_Packet", bound=PacketLike)


@dataclass(frozen=True)
class Targets:
    """The time stamps that samples are wanted nearest to: first, first + step, first + 2 · step …, in ticks."""

    first: float
    step: float

    def nearest(self, stamps: list[int], before: int | None, after: int | None) -> set[int]:
        """Those of the sorted `stamps` that are nearest to a target, when `before` and `after` are the neighbouring
        stamps outside. Of two that are equally near, the earlier."""
        row = [stamp for stamp in (before, *stamps, after) if stamp is not None]
        chosen: set[int] = set()
        index = max(0, math.ceil((row[0] - self.first) / self.step - 1e-9))
        while (target := self.first + index * self.step) <= row[-1]:
            place = bisect_left(row, target)
            if place and target - row[place - 1] <= row[place] - target:
                place -= 1
            chosen.add(row[place])
            until = (row[place] + row[place + 1]) / 2 if place + 1 < len(row) else row[place]
            index = max(index, math.floor((until - self.first) / self.step)) + 1
        return chosen.intersection(stamps)


class _Group(Generic[_Packet]):
    """A key frame and the packets stored after it, up to the next key frame; `whole`: it does begin with a key frame."""

    def __init__(self, packets: list[_Packet], whole: bool) -> None:
        self.packets = packets
        stamps = sorted({packet.pts for packet in packets if packet.pts is not None and not packet.is_discard})
        self.regular = (
            whole
            and bool(stamps)
            and len({packet.pts for packet in packets}) == len(packets)
            and all(packet.pts is not None for packet in packets)
        )
        """Planning knows what this is; otherwise all of it is decoded."""
        self.stamps = stamps if self.regular else []
        """Of its frames, in the order they are shown."""

    def leads(self, stamp: int | None) -> bool:
        """Whether this is a frame shown before the key frame."""
        key = self.packets[0].pts
        return stamp is not None and key is not None and stamp < key

    def follows(self, before: "_Group[_Packet]") -> bool:
        """Whether planning can tell which frames are shown in which of the two groups."""
        return self.regular and before.regular and before.stamps[-1] < self.stamps[0]


def planned(
    packets: Iterable[_Packet], targets: Targets, is_fresh: Callable[[_Packet], bool]
) -> Iterator[tuple[_Packet, bool]]:
    """The packets to decode, in order, each with whether its frame is wanted; one that is not wanted may be skipped if
    no other frame refers to it. The last frame of all is always wanted, since it tells where the video ends.

    `is_fresh`: decoding can begin with this packet.
    """
    groups = _groups(packets, is_fresh)
    before: _Group[_Packet] | None = None
    group = next(groups, None)
    while group is not None:
        after = next(groups, None)
        if group.regular and (after is None or after.follows(group)):
            yield from _steps(before if before and group.follows(before) else None, group, after, targets)
        else:
            yield from ((packet, True) for packet in group.packets)
        before, group = group, after


def _steps(
    before: _Group[_Packet] | None, group: _Group[_Packet], after: _Group[_Packet] | None, targets: Targets
) -> Iterator[tuple[_Packet, bool]]:
    stamps = group.stamps
    wanted = targets.nearest(stamps, before.stamps[-1] if before else None, after.stamps[0] if after else None)
    if before is None:
        wanted.add(stamps[0])
    if after is None:
        wanted.add(stamps[-1])
    elif any(after.leads(stamp) for stamp in targets.nearest(after.stamps, stamps[-1], None)):
        wanted.add(max(packet.pts for packet in group.packets[-1:] if packet.pts is not None))
    drop_leading = not any(group.leads(stamp) for stamp in wanted)
    needed = max((place for place, packet in enumerate(group.packets) if packet.pts in wanted), default=-1) + 1
    for packet in group.packets[:needed]:
        if not (group.leads(packet.pts) and drop_leading):
            yield packet, packet.pts in wanted


def _groups(packets: Iterable[_Packet], is_fresh: Callable[[_Packet], bool]) -> Iterator[_Group[_Packet]]:
    group: list[_Packet] = []
    size, whole = 0, False
    for packet in packets:
        fresh = is_fresh(packet)
        if group and (fresh or len(group) >= MAX_GROUP_PACKETS or size >= MAX_GROUP_BYTES):
            yield _Group(group, whole)
            group, size = [], 0
        if not group:
            whole = fresh
        group.append(packet)
        size += packet.size
    if group:
        yield _Group(group, whole)


def has_idr(data: bytes, header: bytes) -> bool:
    """Whether an H.264 packet holds an IDR picture (NAL unit type 5), after which nothing from before is needed; other
    "key frames" (recovery points, intra refresh) are not so clean. `header`: the codec's extradata; if it is an avcC
    record (ISO/IEC 14496-15, 5.3.3), the units have their lengths before them, else start codes."""
    place = 0
    if len(header) > 6 and header[0] == 1:
        width = (header[4] & 3) + 1
        while place + width < len(data):
            length = int.from_bytes(data[place : place + width], "big")
            if data[place + width] & 31 == 5:
                return True
            place += width + length
        return False
    while (place := data.find(b"\0\0\1", place)) >= 0 and place + 3 < len(data):
        if data[place + 3] & 31 == 5:
            return True
        place += 3
    return False
