"""Final Cut Pro XML 1.10: a project whose storyline is the cuts one after the other. DaVinci Resolve and Premiere (by conversion) read it too.

Elements and attributes follow Apple's published reference (https://developer.apple.com/documentation/professional-video-applications/fcpxml-reference)
and its document type definition for version 1.10. All times are fractions of a second; in the storyline they fall on frames of the sequence.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from engine.export.cut import Cut, converted
from engine.export.paths import file_address
from engine.export.timecode import Rate

CONFORMED = {
    Fraction(24000, 1001): "23.98",
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30000, 1001): "29.97",
    Fraction(30): "30",
    Fraction(60): "60",
    Fraction(48000, 1001): "47.95",
    Fraction(48): "48",
    Fraction(50): "50",
    Fraction(60000, 1001): "59.94",
}
"""Source rates that `conform-rate` can name."""


def fcpxml(cuts: Sequence[Cut], title: str, rate: Rate, drop: bool = False) -> bytes:
    """The document, UTF-8."""
    root = ElementTree.Element("fcpxml", version="1.10")
    resources = ElementTree.SubElement(root, "resources")
    largest = max(cuts, key=lambda one: one.width * one.height)
    formats = _Formats(resources)
    sequence_format = formats.of(rate, largest.width or 1920, largest.height or 1080)
    assets: dict[Path, str] = {}
    event = ElementTree.SubElement(root, "event", name=_text(title))
    project = ElementTree.SubElement(event, "project", name=_text(title))
    total = sum(last - first for first, last in (converted(one, rate) for one in cuts))
    sequence = ElementTree.SubElement(
        project,
        "sequence",
        format=sequence_format,
        duration=_time(total * rate.frame),
        tcStart="0s",
        tcFormat="DF" if drop and rate.can_drop else "NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = ElementTree.SubElement(sequence, "spine")
    place = 0
    for one in cuts:
        own_format = formats.of(one.rate, one.width or 1920, one.height or 1080)
        if one.path not in assets:
            assets[one.path] = _asset(resources, one, own_format, f"r{len(resources) + 1}")
        first, last = converted(one, rate)
        clip = ElementTree.SubElement(
            spine,
            "asset-clip",
            ref=assets[one.path],
            name=_text(one.name),
            offset=_time(place * rate.frame),
            start=_time((one.begins + one.first) * one.rate.frame),
            duration=_time((last - first) * rate.frame),
            format=own_format,
            tcFormat="DF" if one.drop else "NDF",
        )
        if one.note:
            ElementTree.SubElement(clip, "note").text = _text(one.note)
        if one.rate.exact != rate.exact and one.rate.exact in CONFORMED:
            ElementTree.SubElement(clip, "conform-rate", scaleEnabled="0", srcFrameRate=CONFORMED[one.rate.exact])
        if one.note:
            start = _time((one.begins + one.first) * one.rate.frame)
            ElementTree.SubElement(clip, "marker", start=start, duration=_time(one.rate.frame), value=_text(one.note))
        place += last - first
    ElementTree.indent(root, "    ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n' + ElementTree.tostring(root, "utf-8") + b"\n"


class _Formats:
    """One `format` for each rate and size."""

    def __init__(self, resources: ElementTree.Element) -> None:
        self._resources = resources
        self._known: dict[tuple[Fraction, int, int], str] = {}

    def of(self, rate: Rate, width: int, height: int) -> str:
        """The id of a format, made when it is new."""
        key = rate.exact, width, height
        if key not in self._known:
            self._known[key] = f"r{len(self._resources) + 1}"
            ElementTree.SubElement(
                self._resources,
                "format",
                id=self._known[key],
                frameDuration=_time(rate.frame),
                width=str(width),
                height=str(height),
            )
        return self._known[key]


def _asset(resources: ElementTree.Element, one: Cut, own_format: str, number: str) -> str:
    sound = (
        {
            "hasAudio": "1",
            "audioSources": "1",
            "audioChannels": str(one.channels),
            "audioRate": str(one.sound_rate or 48_000),
        }
        if one.channels
        else {}
    )
    asset = ElementTree.SubElement(
        resources,
        "asset",
        {
            "id": number,
            "name": _text(one.name),
            "start": _time(one.begins * one.rate.frame),
            "duration": _time(one.available * one.rate.frame),
            "hasVideo": "1",
            "format": own_format,
            "videoSources": "1",
            **sound,
        },
    )
    ElementTree.SubElement(asset, "media-rep", kind="original-media", src=file_address(one.path))
    return number


def _time(seconds: Fraction) -> str:
    """A fraction of a second as the format writes it."""
    return f"{seconds.numerator}/{seconds.denominator}s" if seconds.denominator != 1 else f"{seconds.numerator}s"


def _text(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return "".join(
        letter
        if letter in "\t\n\r"
        or (letter >= " " and not 0xD800 <= ord(letter) <= 0xDFFF and letter not in "\ufffe\uffff")
        else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )
