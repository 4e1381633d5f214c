"""The program's start, in order: settings, application, window, and once it is painted the engine.

The window opens before anything slow is loaded: no model, no decoder, no database is ever loaded into this process, and the protocol and the
child process only after the first paint. Quitting is always the same: the window hides, the engine is asked to end, then the program ends.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCommandLineParser, QCoreApplication, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from app.main_window import MainWindow
from app.settings import Settings
from app.single_instance import SingleInstance, library_folder
from app.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.conversation import Conversation
    from app.endings import Signals
    from app.engine_client import EngineClient
    from app.logs import Logs


class Program:
    """Holds the parts together from start to end. `command`, for tests, is another engine: program and arguments."""

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        library: str | None,
        command: tuple[str, list[str]] | None = None,
    ) -> None:
        self.application = application
        self.settings = settings
        self.window = MainWindow(settings, Theme(application, settings.theme))
        self.client: EngineClient | None = None
        self.conversation: Conversation | None = None
        self._library = library
        self._command = command
        self._folders: list[str] = []
        self._then: Callable[[], None] | None = None
        self.signals: Signals | None = None
        self.instance: SingleInstance | None = None
        self.logs: Logs | None = None
        self.window.close_requested.connect(self.stop)

    def open(self, folders: list[str], then: Callable[[], None] | None = None) -> None:
        """Show the window; when it has been painted, `then` is called and the engine starts."""
        self._folders = folders
        self._then = then
        self.window.painted.connect(self._go_on)
        self.window.show()
        QTimer.singleShot(500, self.window, self._go_on)  # a window that starts minimised is not painted

    def _go_on(self) -> None:
        """The window is seen: fill it and start the engine."""
        if self.client is not None or self.window.isHidden():
            return
        self.window.furnish()
        if self._then is not None:
            self._then()
        from app.conversation import Conversation
        from app.engine_client import EngineClient

        program, arguments = self._engine()
        self.client = EngineClient(program, arguments, self.window)
        self.conversation = Conversation(self.window, self.client)
        self.conversation.model_chosen.connect(self._change_model)
        self.conversation.preferences.library_chosen.connect(self._change_library)
        self.conversation.preferences.device_chosen.connect(lambda _device: self._change_engine())
        self.client.stopped.connect(self.application.quit)
        self.client.start()
        if self.window.search_bar.text:
            self.window.search_bar.ask_now()  # typed before anything could hear it
        for folder in self._folders:
            self.conversation.index(os.path.abspath(folder))

    def _engine(self) -> tuple[str, list[str]]:
        """How the engine is started with the present settings."""
        from app.engine_client import engine_command

        return self._command or engine_command(self._library, self.settings.model, self.settings.device)

    def _change_model(self, name: str) -> None:
        self.settings.model = name
        self._change_engine()

    def _change_engine(self) -> None:
        assert self.client is not None
        self.client.change(*self._engine())

    def _change_library(self, folder: str) -> None:
        """Go on with another library, unless another window has it."""
        if self.instance is not None:
            other = SingleInstance(library_folder(folder))
            if other.claim([], patience=0.0) != "first":
                self.window.toast.show_words(
                    QCoreApplication.translate("MainWindow", "This library is open in another window.")
                )
                return
            self.instance.close()
            self.instance = other
            other.asked.connect(self._come_forward)
            other.listen()
        self._library = self.settings.library = folder
        self._change_engine()

    def watch(self) -> None:
        """Be the one place where signals, faults and later starts arrive; for `main` only, since a test has its own."""
        from app.endings import Signals, report_faults
        from app.logs import Logs

        self.logs = Logs(library_folder(self._library))
        report_faults(self.window, self.window.toast.show_words)
        self.signals = Signals(self.application, self.window.close)
        if self.instance is not None:
            self.instance.asked.connect(self._come_forward)
            self.instance.listen()

    def _come_forward(self, folders: tuple[str, ...]) -> None:
        """The program was started a second time."""
        window = self.window
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()
        for folder in folders:
            if self.conversation is not None:
                self.conversation.index(folder)

    def close(self) -> None:
        """After the last event: let go of what `watch` took."""
        for part in (self.signals, self.logs, self.instance):
            if part is not None:
                part.close()

    def stop(self) -> None:
        """The window is out of sight; end the engine, then the program."""
        if self.instance is not None:
            self.instance.deafen()
        if self.client is None:
            self.application.quit()
        else:
            self.client.stop()


def main(argv: list[str] | None = None) -> int:
    """The console script `rushes`."""
    arguments = sys.argv if argv is None else [sys.argv[0], *argv]
    parser = _parser()
    if not parser.parse(arguments):
        print(parser.errorText(), file=sys.stderr)
        return 2
    if parser.isSet("help"):
        print(parser.helpText())
        return 0
    if parser.isSet("version"):
        from app.about import version

        print(f"rushes {version()}")
        return 0
    if sys.platform != "win32":
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # until there is something to end, see `Program.watch`
    settings = Settings(parser.value("settings") or None)
    library = os.path.abspath(parser.value("library")) if parser.isSet("library") else settings.library or None
    folders = [os.path.abspath(folder) for folder in parser.positionalArguments()]
    instance = SingleInstance(library_folder(library))
    match instance.claim(folders):
        case "second":
            return 0
        case "silent":
            print(
                f"Rushes is open already with the library in {library_folder(library)}, but does not answer.",
                file=sys.stderr,
            )
            return 1
    QApplication.setApplicationName("Rushes")
    QApplication.setApplicationDisplayName("Rushes")
    QApplication.setDesktopFileName("rushes")
    application = QApplication(
        [arguments[0], "-style", "fusion"]
    )  # an argument, since QStyle in Python costs 5 ms of the start
    application.setQuitOnLastWindowClosed(False)
    if settings.language != "system" or QLocale.system().language() != QLocale.Language.English:
        from app.language import install_language

        install_language(application, settings.language)
    program = Program(application, settings, library)
    program.instance = instance
    application.commitDataRequest.connect(lambda _session: program.window.close())
    program.open(folders, program.watch)
    code = application.exec()
    program.close()
    return code


def _parser() -> QCommandLineParser:
    from PySide6.QtCore import QCommandLineOption

    parser = QCommandLineParser()
    parser.setApplicationDescription("Finds moments in your own video folders.")
    parser.addOption(QCommandLineOption(["h", "help"], "Show this help."))
    parser.addOption(QCommandLineOption(["v", "version"], "Show the version."))
    parser.addOption(QCommandLineOption(["library"], "Use the library in this folder.", "DIR"))
    parser.addOption(QCommandLineOption(["settings"], "Keep the window's settings in this file.", "FILE"))
    parser.addPositionalArgument("FOLDER", "Folders to index.", "[FOLDER...]")
    return parser


if __name__ == "__main__":
    sys.exit(main())
