"""OpenTimelineIO: a time line of the cuts one after the other, each at its own rate (https://opentimelineio.readthedocs.io)."""

from collections.abc import Sequence

from engine.export.cut import Cut, converted
from engine.export.paths import file_address
from engine.export.timecode import Rate


def otio(cuts: Sequence[Cut], title: str, rate: Rate) -> str:
    """The document (JSON). Clips count frames at their own rate; notes are markers."""
    from opentimelineio import adapters, opentime, schema  # here: it loads slowly and is seldom needed

    def span(first: int, frames: int, own: Rate) -> opentime.TimeRange:
        own_rate = float(own.exact)
        return opentime.TimeRange(opentime.RationalTime(first, own_rate), opentime.RationalTime(frames, own_rate))

    track = schema.Track("V1", kind=schema.TrackKind.Video)
    timeline = schema.Timeline(_text(title), global_start_time=opentime.RationalTime(0, float(rate.exact)))
    timeline.tracks.append(track)
    for one in cuts:
        clip = schema.Clip(
            _text(one.name),
            media_reference=schema.ExternalReference(
                target_url=file_address(one.path), available_range=span(one.begins, one.available, one.rate)
            ),
            source_range=span(one.begins + one.first, one.frames, one.rate),
        )
        if one.note:
            clip.markers.append(schema.Marker(_text(one.note), span(one.begins + one.first, 1, one.rate)))
        track.append(clip)
    if any(one.channels for one in cuts):
        sound = schema.Track("A1", kind=schema.TrackKind.Audio)
        timeline.tracks.append(sound)
        for one, clip in zip(cuts, list(track), strict=True):
            if one.channels:
                copy = clip.deepcopy()
                copy.markers[:] = []
                sound.append(copy)
            else:
                first, last = converted(one, one.rate)
                sound.append(schema.Gap(source_range=span(0, last - first, one.rate)))
    return adapters.write_to_string(timeline, "otio_json")


def _text(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
