"""A whole session without a person: `python -m tests.end_to_end.whole_window LIBRARY FOLDER QUESTION`.

The program as `rushes` starts it; when the folder is indexed the question is typed, when it is answered the window is closed. Exit code 0 if all that was so.
"""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer

import app.main

PATIENCE = 240.0  # seconds


def main(library: str, folder: str, question: str) -> int:
    """The exit code of the program; 3 when it got stuck."""
    end = time.monotonic() + PATIENCE
    answers = []
    watch = app.main.Program.watch

    def begin(program: app.main.Program) -> None:
        watch(program)
        timer = QTimer(program.window, interval=100)
        timer.timeout.connect(lambda: look(program))
        timer.start()

    def look(program: app.main.Program) -> None:
        conversation, window = program.conversation, program.window
        if time.monotonic() > end:
            os._exit(3)
        if conversation is None or conversation._library is None or window.activity.busy:
            return
        model = conversation._model
        indexed = conversation._library.indexed > 0 and model is not None and model.state == "ready"
        if indexed and not window.search_bar.text:
            window.search_bar.set_text(question)
        elif window.search_bar.text and conversation.searching._finished and conversation.searching._answer is not None:
            answers.append(conversation.searching._answer)
            window.close()

    app.main.Program.watch = begin  # pyright: ignore[reportAttributeAccessIssue]
    settings = os.path.join(os.path.dirname(library), "settings.ini")
    code = app.main.main(["--library", library, "--settings", settings, folder])
    return code or (0 if answers and answers[0].hits else 4)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
