"""Thirty files that point to other files or to the network: playlists, patterns, sessions, reference films. Nothing they point to may be opened."""

import base64
import struct
from pathlib import Path

from tests.odd_media import Made, film

NET = "http://127.0.0.1:9"


def playlists(target: Path) -> list[Made]:
    """Files that point to `target`, which is a film beside them, and to the network."""
    name, where = target.name, str(target)
    inline = base64.b64encode(film(frames=4)).decode()
    sdp = f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 45678 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:{NET}\n"
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{where}\n#EXT-X-ENDLIST\n"
    texts: list[tuple[str, str]] = [
        ("hls.mp4", hls),
        ("hls.ts", hls.replace(where, name)),
        ("hls-master.mp4", f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{where}\n"),
        ("hls-net.mp4", hls.replace(where, f"{NET}/x.ts")),
        ("hls-key.mkv", hls.replace("#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{where}"\n#EXTINF')),
        ("hls-map.mp4", hls.replace("#EXTINF", f'#EXT-X-MAP:URI="{where}"\n#EXTINF')),
        ("hls-mark.mp4", "\ufeff" + hls),
        ("hls-data.mp4", hls.replace(where, f"data:video/x-matroska;base64,{inline}")),
        ("hls-crypto.mp4", hls.replace(where, f"crypto:{where}")),
        ("m3u.mp4", f"{where}\n"),
        ("concat.mp4", f"ffconcat version 1.0\nfile '{name}'\n"),
        ("concat-absolute.mkv", f"ffconcat version 1.0\nfile '{where}'\nduration 2\n"),
        ("concat-net.mp4", f"ffconcat version 1.0\nfile '{NET}/x.mp4'\n"),
        ("concat-itself.mp4", "ffconcat version 1.0\nfile 'playlist-concat-itself.mp4'\n"),
        ("session.mp4", sdp),
        ("session.sdp.mkv", sdp),
        ("pls.mp4", f"[playlist]\nFile1={where}\nNumberOfEntries=1\n"),
        ("smil.mov", f'<smil><body><video src="{where}"/></body></smil>\n'),
        ("asx.wmv", f'<asx version="3.0"><entry><ref href="{where}"/></entry></asx>\n'),
        ("wpl.wmv", f'<?wpl version="1.0"?><smil><body><seq><media src="{where}"/></seq></body></smil>\n'),
        ("xspf.mp4", f'<?xml version="1.0"?><playlist version="1"><trackList><track><location>{where}</location></track></trackList></playlist>'),
        ("dash.mp4", f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>'
                     '<Representation id="1" bandwidth="1">'
                     f"<BaseURL>{where}</BaseURL></Representation></AdaptationSet></Period></MPD>\n"),
        ("imf.mxf", f'<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>{where}</Id></CompositionPlaylist>'),
        ("ffmetadata.mp4", f";FFMETADATA1\ntitle={where}\n[CHAPTER]\nSTART=0\nEND=1\n"),
        ("idx.mkv", f"# VobSub index file, v7\nsize: 720x576\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 0\n# {where}\n"),
        ("avs.avi", f'AVISource("{where}")\n'),
        ("strm.mp4", f"{NET}/film.mp4\n"),
    ]  # fmt: skip
    plain = (
        "m3u.mp4",
        "xspf.mp4",
        "dash.mp4",
        "imf.mxf",
        "ffmetadata.mp4",
        "idx.mkv",
        "avs.avi",
        "strm.mp4",
    )  # texts like any other
    made: list[Made] = [
        (f"playlist-{one}", text.encode(), "no video" if one in plain else "refused") for one, text in texts
    ]
    made.append(("playlist-rdrf.mov", _reference_movie(where), "no video"))
    made.append(("playlist-dref.mov", _external_data(film("mov"), where), "ok"))  # its own data all the same
    made.append(("playlist-seq%03d.png", b"\x89PNG\r\n\x1a\n" + bytes(60), "no video"))
    return made


def _atom(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _reference_movie(where: str) -> bytes:
    """A QuickTime film that is nothing but the place of another (rmra, rmda, rdrf)."""
    place = where.encode() + b"\0"
    reference = _atom(b"rdrf", bytes(4) + b"url " + struct.pack(">I", len(place)) + place)
    return _atom(b"ftyp", b"qt  " + bytes(4) + b"qt  ") + _atom(b"moov", _atom(b"rmra", _atom(b"rmda", reference)))


def _external_data(movie: bytes, where: str) -> bytes:
    """A QuickTime film whose samples are said to lie in another file (dref with an alias that is not this file)."""
    start = movie.index(b"dref") - 4
    length = struct.unpack(">I", movie[start : start + 4])[0]
    alias = where.encode().ljust(length - 28, b"\0")[: length - 28]
    entry = _atom(b"url ", bytes(4) + alias)
    new = _atom(b"dref", struct.pack(">II", 0, 1) + entry)
    return movie[:start] + new.ljust(length, b"\0")[:length] + movie[start + length :]
