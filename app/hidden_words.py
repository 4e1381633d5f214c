"""How many moments filters keep back, in words: `14 moments are hidden by “2024”`, `9 in other folders`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from engine.messages import Hidden

translate = QCoreApplication.translate


def hidden_sentences(hidden: Sequence[Hidden], words: Callable[[str], str]) -> list[str]:
    """One sentence for each filter, that which hides most first; `words` tells how a filter reads now."""

    told = []
    for one in hidden:
        if one.filter == "folders":
            text = (
                translate("Hidden", "1 moment in other folders.")
                if one.moments == 1
                else translate("Hidden", "{0} moments in other folders.")
            )
            told.append(text.format(one.moments))
        else:
            quoted = f"“{words(one.filter)}”"
            text = (
                translate("Hidden", "1 moment is hidden by {1}.")
                if one.moments == 1
                else translate("Hidden", "{0} moments are hidden by {1}.")
            )
            told.append(text.format(one.moments, quoted))
    return told
