"""The engine of Rushes: indexes folders of videos and finds moments in them. See `cli` and `serve` for its two doors."""

__version__ = "0.1.0"
