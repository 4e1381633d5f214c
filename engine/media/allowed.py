"""What FFmpeg may do with a video: the containers it may look into and the codecs it may run. Everything else is refused."""

CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,flv,live_flv,asf,asf_o,ogg,gif,mxf,nut,dv,rm,"
    "wtv,amv,ivf,obu,h264,hevc,mjpeg,yuv4mpegpipe"
)
"""FFmpeg's names of the demuxers that may look at a file. None of them follows a reference to another file: no hls, dash,
concat, sdp, rtsp, image2, lavfi, tty, vobsub."""

# fmt: off
VIDEO_CODECS = frozenset({
    "h264", "hevc", "av1", "libdav1d", "libaom-av1", "vp8", "vp9", "vp7", "vp6", "vp6a", "vp6f", "vp5",
    "mpeg4", "mpeg1video", "mpeg2video", "msmpeg4", "msmpeg4v1", "msmpeg4v2", "h261", "h263", "h263i",
    "h263p", "flv", "theora", "vc1", "wmv1", "wmv2", "wmv3", "mjpeg", "mjpegb", "prores", "dnxhd", "cfhd",
    "ffv1", "huffyuv", "ffvhuff", "utvideo", "magicyuv", "lagarith", "gif", "png", "qtrle", "rawvideo",
    "v210", "cinepak", "svq1", "svq3", "dvvideo", "indeo3", "indeo4", "indeo5", "rv10", "rv20", "rv30",
    "rv40", "msvideo1", "rpza", "snow", "dirac", "amv", "flashsv", "flashsv2", "tscc", "tscc2", "zmbv",
    "mss1", "mss2", "hap", "8bps",
})
# fmt: on
"""FFmpeg's names of the decoders that may decode a picture."""

AUDIO_CODECS = (
    "aac,aac_latm,mp1,mp2,mp2float,mp3,mp3float,ac3,eac3,dca,truehd,opus,vorbis,flac,alac,amrnb,amrwb,wmav1,wmav2,wmapro,"
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8,pcm_mulaw,pcm_alaw,pcm_bluray,pcm_dvd,adpcm_ms,"
    "adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,cook,speex,nellymoser"
)
"""Never decoded here, but FFmpeg asks these for their parameters while it opens a file."""

SUBTITLE_CODECS = frozenset(
    [
        "mov_text",
        "subrip",
        "srt",
        "ass",
        "ssa",
        "webvtt",
        "text",
        "dvd_subtitle",
        "dvdsub",
        "hdmv_pgs_subtitle",
        "pgssub",
        "dvb_subtitle",
        "dvbsub",
        "eia_608",
    ]
)
"""Never decoded here; a player may have to."""
