"""The list of videos that could not be indexed, or are not found any more: try again, say where it is, leave out, copy for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.place_words import day
from app.timecode import file_name, printable

if TYPE_CHECKING:
    from engine.messages import Problem

NOTHING = QModelIndex()


class ProblemsModel(QAbstractTableModel):
    """File name, what happened, whether part of it can be searched."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 0 if parent.isValid() else len(self.problems)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = NOTHING) -> int:
        return 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.problems):
            return None
        problem = self.problems[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            searchable = self.tr("yes") if problem.since else self.tr("in part") if problem.partial else self.tr("no")
            return (file_name(problem.path), self.words(problem), searchable)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            escaped = (
                (printable(problem.path) if index.column() == 0 else self.words(problem))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
            )
            return f"<p>{escaped}</p>"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Video"), self.tr("What happened"), self.tr("Searchable"))[section]
        return None

    def words(self, problem: Problem) -> str:
        """What happened."""
        if problem.since:
            return self.tr("Not found since {0}").format(day(problem.since))
        return printable(problem.sentence)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self.problems = problems
        self.endResetModel()


class ProblemsDialog(QDialog):
    """Stays open beside the window and is filled when the answer comes."""

    reveal_requested = Signal(object)  # path
    retry_requested = Signal(object)  # list of Problems, as in the next one
    exclude_requested = Signal(object)
    locate_requested = Signal(object)  # Problem

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Problems"))
        self.resize(720, 420)
        self._model = ProblemsModel(self)
        self._words = QLabel(self.tr("Asking…"))
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._table = QTableView()
        self._table.setModel(self._model)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setShowGrid(False)
        self._table.setWordWrap(True)
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, 200)
        header.resizeSection(2, 96)
        self.retry = QPushButton(self.tr("Try again"))
        self.exclude = QPushButton(self.tr("Leave out"))
        self.exclude.setToolTip(self.tr("Your files are not touched"))
        self.locate = QPushButton(self.tr("Locate…"))
        reveal = QPushButton(self.tr("Show in folder"))
        copy = QPushButton(self.tr("Copy details"))
        close = QPushButton(self.tr("Close"))
        self.retry.clicked.connect(lambda: self._wish(self.retry_requested))
        self.exclude.clicked.connect(lambda: self._wish(self.exclude_requested))
        self.locate.clicked.connect(lambda: self.locate_requested.emit(self.chosen[0]))
        self._table.selectionModel().selectionChanged.connect(self._allow)
        reveal.clicked.connect(self._reveal)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.retry)
        buttons.addWidget(self.exclude)
        buttons.addWidget(self.locate)
        buttons.addWidget(reveal)
        buttons.addWidget(copy)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(self._words)
        layout.addWidget(self._table, 1)
        layout.addLayout(buttons)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """The answer has come."""
        self._model.show_problems(problems)
        self._table.resizeRowsToContents()
        self._allow()
        if all(problem.since for problem in problems) and problems:
            self._words.setText(
                self.tr("These files are not where they were. What was learnt of them is kept and can be searched.")
            )
        elif problems:
            self._words.setText(
                self.tr("These files were skipped, or only part of them could be read. Everything else is searchable.")
            )
        else:
            self._words.setText(self.tr("No problems: every video that was found could be read."))

    @property
    def chosen(self) -> list[Problem]:
        """The selected rows; all when none is selected."""
        rows = sorted({index.row() for index in self._table.selectionModel().selectedRows()})
        problems = self._model.problems
        return [problems[row] for row in rows or range(len(problems))]

    def _allow(self) -> None:
        """Only what can be done with what is chosen."""
        chosen = self.chosen
        self.exclude.setEnabled(bool(chosen))
        self.retry.setEnabled(any(not problem.since for problem in chosen))
        self.locate.setVisible(any(problem.since for problem in self._model.problems))
        self.locate.setEnabled(len(chosen) == 1 and chosen[0].since is not None)

    def _wish(self, signal: SignalInstance) -> None:
        chosen = self.chosen
        if chosen:
            signal.emit(chosen)
            self.show_problems(tuple(problem for problem in self._model.problems if problem not in chosen))

    def _reveal(self) -> None:
        rows = self._table.selectionModel().selectedRows() or (
            [self._model.index(0, 0)] if self._model.problems else []
        )
        if rows:
            self.reveal_requested.emit(self._model.problems[rows[0].row()].path)

    def _copy(self) -> None:
        chosen = {index.row() for index in self._table.selectionModel().selectedRows()}
        lines = [
            f"{problem.path}\t{self._model.words(problem)}"
            for row, problem in enumerate(self._model.problems)
            if not chosen or row in chosen
        ]
        QGuiApplication.clipboard().setText(printable_lines(lines))


def printable_lines(lines: list[str]) -> str:
    """Lines safe for the clipboard."""
    return "\n".join(line.encode("utf-8", "replace").decode() for line in lines)
