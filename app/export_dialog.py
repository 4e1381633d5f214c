"""Export: what is to be written, in which form, how far it is, and where it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.theme import Theme, small
from app.timecode import file_name, in_tenths, in_words, printable

if TYPE_CHECKING:
    from engine.messages import Exported, Progress

MOST_HANDLES = 250  # frames


@dataclass(frozen=True)
class Form:
    """A form that ranges can be written in. `format` is the engine's name for it; `folder`: several ranges become several files."""

    name: str
    format: str
    suffix: str
    title: str
    words: str
    exact: bool = True
    folder: bool = False


@dataclass(frozen=True)
class Choice:
    """What the person has chosen."""

    form: Form
    target: str
    handles: int
    drop: bool


@dataclass(frozen=True)
class What:
    """What is to be exported. `name`: for a file, without its ending; `suffix`: of the only source."""

    ranges: int
    videos: int
    seconds: float
    name: str = ""
    suffix: str = "mkv"


class ExportDialog(QDialog):
    """Wishes: export to a place, cancel, show what was written. Stays open until it is closed, since exports take their time."""

    export_requested = Signal(object)  # Choice
    cancel_requested = Signal()
    reveal_requested = Signal(object)  # path

    def __init__(self, theme: Theme, parent: QWidget, what: What, form: str = "clip") -> None:
        super().__init__(parent)
        self._ranges, self._videos, self._suggested = what.ranges, what.videos, what.name
        self._own_suffix = what.suffix
        self._path = ""
        self.running = False
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(520)
        heading = QLabel(self._what(what.seconds))
        heading.setFont(small(heading.font(), 1, bold=True))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        self.forms = QListWidget()
        self.forms.setAccessibleName(self.tr("Form"))
        self.forms.setObjectName("forms")
        self._known = self._all_forms()
        for one in self._known:
            item = QListWidgetItem(f"{one.title}: {one.words}")
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.forms.addItem(item)
        row = _FormRow(theme, self.forms)
        self.forms.setItemDelegate(row)
        self.forms.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.forms.setMinimumHeight(min(8, len(self._known)) * row.height() + 4)
        self.handles = QSpinBox()
        self.handles.setRange(0, MOST_HANDLES)
        self.handles.setSuffix(self.tr(" frames"))
        self.handles.setAccessibleName(self.tr("Handles: frames more at each side"))
        handles = QLabel(self.tr("Handles at each side"))
        handles.setBuddy(self.handles)
        self.drop = QCheckBox(self.tr("Drop-frame time code (29.97 and 59.94)"))
        options = QHBoxLayout()
        options.addWidget(handles)
        options.addWidget(self.handles)
        options.addStretch(1)
        choose = QWidget()
        column = QVBoxLayout(choose)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.forms, 1)
        column.addLayout(options)
        column.addWidget(self.drop)
        self.pages = QStackedWidget()
        self.pages.addWidget(choose)
        self.pages.addWidget(self._working_page())
        self.go = QPushButton(self.tr("Export…"))
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(self._choose_target)
        self.leave = QPushButton(self.tr("Close"))
        self.leave.clicked.connect(self.reject)
        self.show_it = QPushButton(" " + self.tr("Show in folder"))
        theme.put_icon(self.show_it, "reveal")
        self.show_it.clicked.connect(lambda: self.reveal_requested.emit(self._path))
        self.show_it.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.show_it)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(14)
        outer.addWidget(heading)
        outer.addWidget(self.pages, 1)
        outer.addLayout(buttons)
        self.forms.currentRowChanged.connect(lambda _: self._fit())
        self.forms.itemActivated.connect(lambda _: self._choose_target())
        self._show_page(0)
        self.choose_form(form)

    def _working_page(self) -> QWidget:
        page = QFrame()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.notes = QLabel()
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setWordWrap(True)
        self.notes.setProperty("quiet", True)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        for widget in (self.words, self.bar, self.notes):
            column.addWidget(widget)
        column.addStretch(1)
        return page

    # Facts in ----------------------------------------------------------------------------------------------------

    def choose_form(self, name: str) -> None:
        """Select a form by its name."""
        rows = [row for row, one in enumerate(self._known) if one.name == name]
        self.forms.setCurrentRow(rows[0] if rows else 0)

    def show_progress(self, progress: Progress) -> None:
        """How far the engine is."""
        if self.running:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * progress.done / progress.total) if progress.total else 0)
            self.words.setText(self.tr("Writing {0}").format(file_name(progress.path)))

    def show_exported(self, exported: Exported) -> None:
        """It is written."""
        self.running = False
        self._path = exported.paths[0] if exported.paths else ""
        count = len(exported.paths)
        words = self.tr("{0} files were written.").format(count)
        self.words.setText(self.tr("{0} was written.").format(file_name(self._path)) if count == 1 else words)
        self.bar.hide()
        told = (f"{file_name(note.path)}: " * bool(note.path) + printable(note.sentence) for note in exported.notes)
        self.notes.setText("\n".join(told))
        self.show_it.setVisible(bool(self._path))
        self.leave.setText(self.tr("Close"))
        self.leave.setFocus()

    def show_failure(self, sentence: str) -> None:
        """It could not be written; back to the choice."""
        self.running = False
        self.bar.hide()
        self.words.setText(printable(sentence))
        self.leave.setText(self.tr("Close"))
        self.go.setText(self.tr("Try again…"))
        self.go.show()

    # Choosing ----------------------------------------------------------------------------------------------------

    @property
    def form(self) -> Form:
        """The form that is selected."""
        return self._known[max(0, self.forms.currentRow())]

    def _fit(self) -> None:
        form = self.form
        lists = form.format in ("edl", "fcpxml", "otio", "csv", "markers")
        self.drop.setEnabled(lists)
        self.handles.setEnabled(form.format != "still")

    def _choose_target(self) -> None:
        if self.pages.currentIndex() == 1:
            self._show_page(0)
            self.go.setText(self.tr("Export…"))
            return
        form = self.form
        several = self._videos > 1 if form.format == "markers" else self._ranges > 1
        dialog = QFileDialog(self, form.title)
        if form.folder and several:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(form.suffix)
            dialog.setNameFilters([f"{form.title} (*.{form.suffix})", self.tr("All files (*)")])
            dialog.selectFile(f"{self._suggested or 'Rushes'}.{form.suffix}")
        dialog.fileSelected.connect(self.begin)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_page(self, number: int) -> None:
        """One page, and no room for the other."""
        kinds = QSizePolicy.Policy
        for index in range(self.pages.count()):
            policy = kinds.Preferred if index == number else kinds.Ignored
            if (page := self.pages.widget(index)) is not None:
                page.setSizePolicy(policy, policy)
        self.pages.setCurrentIndex(number)
        self.adjustSize()

    def begin(self, target: str) -> None:
        """Write to this place; an existing file has been agreed to by then."""
        self.running = True
        self._show_page(1)
        self.words.setText(self.tr("Writing…"))
        self.notes.clear()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.go.hide()
        self.show_it.hide()
        self.leave.setText(self.tr("Cancel"))
        self.export_requested.emit(Choice(self.form, target, self.handles.value(), self.drop.isChecked()))

    def reject(self) -> None:
        """Cancel what runs, else close."""
        if self.running:
            self.running = False
            self.cancel_requested.emit()
        super().reject()

    def _what(self, seconds: float) -> str:
        if self._ranges == 1:
            return self.tr("One range, {0}").format(in_tenths(seconds) if seconds < 60 else in_words(seconds))
        words = self.tr("{0} ranges from {1} videos, {2} in all")
        return words.format(self._ranges, self._videos, in_words(seconds))

    def _all_forms(self) -> tuple[Form, ...]:
        own = self._own_suffix
        return (
            Form("clip", "clip", "mp4", self.tr("Clip, exact"), self.tr("Coded anew as H.264 and AAC; begins and ends on the frame"), folder=True),
            Form("lossless", "clip", own, self.tr("Clip without loss"), self.tr("Copied as it is, at once; begins at the key frame before"), False, True),
            Form("still", "still", "png", self.tr("Still"), self.tr("The first frame of each range, full size, PNG"), folder=True),
            Form("fcpxml", "fcpxml", "fcpxml", self.tr("FCPXML"), self.tr("A time line for Final Cut Pro and DaVinci Resolve")),
            Form("edl", "edl", "edl", self.tr("EDL (CMX 3600)"), self.tr("A cut list that every editing program reads")),
            Form("otio", "otio", "otio", self.tr("OpenTimelineIO"), self.tr("A time line for DaVinci Resolve, Premiere, Kdenlive and others")),
            Form("csv", "csv", "csv", self.tr("Table (CSV)"), self.tr("Names, time codes and notes for a spreadsheet")),
            Form("markers", "markers", "edl", self.tr("Markers (EDL)"), self.tr("A marker for each range, for DaVinci Resolve"), folder=True),
        )  # fmt: skip


class _FormRow(QStyledItemDelegate):
    """A form's name, and below it what it is for."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._list = parent

    def height(self) -> int:
        """Of a row, in pixels."""
        font = self._list.font()
        return QFontMetrics(font).height() + QFontMetrics(small(font)).height() + 12

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        form: Form = index.data(Qt.ItemDataRole.UserRole)
        place, state = QRect(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(theme.colour("accent"), 1) if chosen else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover" if chosen else "raised"))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 1.5, -0.5, -1.5), 6, 6)
        words = place.adjusted(12, 5, -12, -5)
        font = self._list.font()
        painter.setFont(small(font, 0, bold=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, form.title)
        words.setTop(words.top() + QFontMetrics(font).height())
        painter.setFont(small(font))
        painter.setPen(theme.colour("quiet"))
        shown = painter.fontMetrics().elidedText(form.words, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, shown)
        painter.restore()
