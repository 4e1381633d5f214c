"""Every key and what it does: one table for the menus, the shortcuts, the sheet that `?` shows, and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


@dataclass(frozen=True)
class Key:
    """`name` is the wish (an attribute of actions.Wishes, or "" for keys a widget handles itself, which stay as they are)."""

    name: str
    keys: tuple[str, ...]
    words: str
    group: str
    also: tuple[str, ...] = ()  # the same key as other keyboards report it; not shown


def _(context: str, text: str) -> str:
    """Marks a text for translation and leaves it as it is."""
    return str(QT_TRANSLATE_NOOP(context, text))


KEYS: tuple[Key, ...] = (
    Key("focus_search", ("Ctrl+F", "/"), _("Keys", "Search"), _("Keys", "Find")),
    Key("", ("Enter",), _("Keys", "Search now"), _("Keys", "Find")),
    Key("", ("Down",), _("Keys", "To the results; in an empty field: past searches"), _("Keys", "Find")),
    Key("", ("Esc",), _("Keys", "Clear, then to the results; back to the search"), _("Keys", "Find")),
    Key("similar", ("M",), _("Keys", "Find similar moments"), _("Keys", "Find")),
    Key("similar_video", ("Shift+M",), _("Keys", "Find similar videos"), _("Keys", "Find")),
    Key("more_like", ("+",), _("Keys", "More like this"), _("Keys", "Find"), ("Shift++", "=")),
    Key("less_like", ("-",), _("Keys", "Less like this"), _("Keys", "Find")),
    Key("exclude_idea", ("X",), _("Keys", "Leave out what looks like this"), _("Keys", "Find")),
    Key("add_to_question", ("Shift+X",), _("Keys", "Add this to the question"), _("Keys", "Find")),
    Key("", ("Ctrl+Enter",), _("Keys", "Keep the words as a chip"), _("Keys", "Find")),
    Key("save_search", ("Ctrl+S",), _("Keys", "Save this search"), _("Keys", "Find")),
    Key("better_order", ("R",), _("Keys", "Take the better order"), _("Keys", "Find")),
    Key("clear_filters", ("0",), _("Keys", "Clear filters"), _("Keys", "Find")),
    Key("", ("Arrows", "Home", "End"), _("Keys", "Move between moments"), _("Keys", "Results")),
    Key("next_in_video", ("N",), _("Keys", "Next moment in this video"), _("Keys", "Results")),
    Key("previous_in_video", ("Shift+N",), _("Keys", "Previous moment in this video"), _("Keys", "Results")),
    Key("", ("Enter",), _("Keys", "Play from just before the moment"), _("Keys", "Results")),
    Key("", ("Space",), _("Keys", "Play the moment on its card; again: stop. M: its sound"), _("Keys", "Results")),
    Key("hide", ("Del",), _("Keys", "Hide from the results"), _("Keys", "Results")),
    Key("group", ("G",), _("Keys", "Per video or per moment"), _("Keys", "Results")),
    Key("grid_view", ("1",), _("Keys", "Grid"), _("Keys", "Results")),
    Key("film_view", ("2",), _("Keys", "Film"), _("Keys", "Results")),
    Key("list_view", ("3",), _("Keys", "List"), _("Keys", "Results")),
    Key("larger", ("Z", "Ctrl++"), _("Keys", "Larger cards"), _("Keys", "Results"), ("Ctrl+=", "Ctrl+Shift++")),
    Key("smaller", ("Shift+Z", "Ctrl+-"), _("Keys", "Smaller cards"), _("Keys", "Results")),
    Key("backward", ("J",), _("Keys", "Backward; again: faster"), _("Keys", "Player")),
    Key("hold", ("K",), _("Keys", "Stop"), _("Keys", "Player")),
    Key("forward", ("L",), _("Keys", "Forward; again: faster"), _("Keys", "Player")),
    Key("frame_back", (",",), _("Keys", "One frame back"), _("Keys", "Player")),
    Key("frame_on", (".",), _("Keys", "One frame on"), _("Keys", "Player")),
    Key("", ("Left", "Right"), _("Keys", "In the player: one frame; with Shift a second"), _("Keys", "Player")),
    Key("mark_in", ("I",), _("Keys", "In point here"), _("Keys", "Player")),
    Key("mark_out", ("O",), _("Keys", "Out point here"), _("Keys", "Player")),
    Key("full_screen", ("F", "F11"), _("Keys", "Full screen, or back"), _("Keys", "Player")),
    Key("mute", ("Ctrl+M",), _("Keys", "Sound on or off"), _("Keys", "Player")),
    Key("select_range", ("S",), _("Keys", "Keep the range in Selects"), _("Keys", "Take along")),
    Key("export_range", ("E",), _("Keys", "Export the range"), _("Keys", "Take along")),
    Key("export_selects", ("Ctrl+E",), _("Keys", "Export all Selects"), _("Keys", "Take along")),
    Key("save_still", ("C",), _("Keys", "Save the frame as a picture"), _("Keys", "Take along")),
    Key("reveal", ("Ctrl+R",), _("Keys", "Show in file manager"), _("Keys", "Take along")),
    Key("copy_file", ("Ctrl+C",), _("Keys", "Copy the file"), _("Keys", "Take along")),
    Key("copy_timecode", ("Ctrl+Shift+C",), _("Keys", "Copy path @ timecode"), _("Keys", "Take along")),
    Key("add_folder", ("Ctrl+O",), _("Keys", "Add a folder"), _("Keys", "Library")),
    Key("rescan", ("F5",), _("Keys", "Look for new videos"), _("Keys", "Library")),
    Key("pause", ("Ctrl+P",), _("Keys", "Pause or resume indexing"), _("Keys", "Library")),
    Key("undo", ("Ctrl+Z",), _("Keys", "Undo"), _("Keys", "Library")),
    Key("toggle_library", ("Ctrl+B",), _("Keys", "Show or hide the library"), _("Keys", "Window")),
    Key("show_settings", ("Ctrl+,",), _("Keys", "Settings"), _("Keys", "Window")),
    Key("show_activity", ("Ctrl+J",), _("Keys", "What indexing is doing"), _("Keys", "Library")),
    Key("", ("Tab",), _("Keys", "From pane to pane; in the player through its buttons"), _("Keys", "Window")),
    Key("next_pane", ("F6",), _("Keys", "Next pane, from anywhere"), _("Keys", "Window")),
    Key("previous_pane", ("Shift+F6",), _("Keys", "Pane before"), _("Keys", "Window")),
    Key("show_keys", ("?",), _("Keys", "All keys"), _("Keys", "Window"), ("Shift+?",)),
    Key("quit", ("Ctrl+Q",), _("Keys", "Quit"), _("Keys", "Window")),
)


def words(text: str) -> str:
    """A text of the table in the person's language."""
    return QCoreApplication.translate("Keys", text)
