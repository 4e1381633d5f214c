"""SELECTS: the basket of chosen ranges under the library, with notes, an order of one's own, and the way out to an editing program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.selects_model import SelectsModel, span
from app.theme import Theme, small
from app.thumbnails import Thumbnails, Wanted
from app.timecode import file_name, printable

if TYPE_CHECKING:
    from engine.messages import Selected

PICTURE = QSize(64, 36)
SHOWN = 5  # rows without scrolling


class SelectsPanel(QFrame):
    """Wishes: show, play, remove, export, drag a clip out; order and notes come from the model."""

    chosen = Signal(object)  # Selected
    play_requested = Signal(object)
    remove_requested = Signal(object)  # tuple of Selected
    export_requested = Signal(object)  # tuple of Selected
    reveal_requested = Signal(object)  # path
    clip_drag_requested = Signal(object)  # Selected

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.model = SelectsModel(self)
        self._heading = QLabel()
        self._heading.setProperty("heading", True)
        self._heading.setFont(small(self._heading.font(), -0.5, bold=True))
        self._export = QToolButton()
        self._export.setToolTip(self.tr("Export all selects (Ctrl+E)"))
        self._export.setAccessibleName(self.tr("Export all selects"))
        self._export.clicked.connect(lambda: self.export_requested.emit(self.model.selects))
        theme.put_icon(self._export, "export", "quiet")
        top = QHBoxLayout()
        top.setContentsMargins(16, 8, 8, 4)
        top.addWidget(self._heading, 1)
        top.addWidget(self._export)
        self._hint = QLabel(self.tr("S keeps the moment or the marked range here, to be exported together."))
        self._hint.setWordWrap(True)
        self._hint.setProperty("quiet", True)
        self._hint.setContentsMargins(16, 0, 16, 8)
        self.list = SelectsList(self)
        self.list.setModel(self.model)
        self._delegate = _Row(theme, thumbnails, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.activated.connect(lambda index: self._with(index, self.play_requested))
        self.list.doubleClicked.connect(lambda index: self._with(index, self.play_requested))
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._with(now, self.chosen))
        self.list.clicked.connect(lambda index: self._with(index, self.chosen))
        self.list.remove_requested.connect(lambda: self.remove_requested.emit(self.list.chosen()))
        self.list.menu_requested.connect(self._menu)
        self.list.clip_drag_requested.connect(self.clip_drag_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(self.list)
        thumbnails.arrived.connect(self.list.viewport().update)
        theme.changed.connect(self.list.viewport().update)
        self.show_selects(())

    def show_selects(self, selects: tuple[Selected, ...]) -> None:
        """The basket as it is now."""
        kept = self.list.chosen()
        self.list.selectionModel().blockSignals(True)
        self.model.show_selects(selects)
        for one in kept:
            if (row := self.model.row_of(one.select)) >= 0:
                self.list.selectionModel().setCurrentIndex(
                    self.model.index(row), self.list.selectionModel().SelectionFlag.Select
                )
        self.list.selectionModel().blockSignals(False)
        self.list.viewport().update()
        self._heading.setText(self.tr("Selects ({0})").format(len(selects)) if selects else self.tr("Selects"))
        self._hint.setVisible(not selects)
        self._export.setVisible(bool(selects))
        self.list.setVisible(bool(selects))
        self.list.setFixedHeight(min(SHOWN, len(selects)) * self._delegate.height() + 4)

    def _with(self, index: QModelIndex, signal: SignalInstance) -> None:
        one = self.model.select(index.row())
        if one is not None:
            signal.emit(one)

    def _menu(self, place: QPoint) -> None:
        chosen = self.list.chosen()
        if not chosen:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Play"), lambda: self.play_requested.emit(chosen[0]))
        menu.addAction(self.tr("Note (F2)"), lambda: self.list.edit(self.list.currentIndex()))
        menu.addSeparator()
        menu.addAction(self.tr("Export…"), lambda: self.export_requested.emit(chosen))
        menu.addAction(self.tr("Show in folder"), lambda: self.reveal_requested.emit(chosen[0].path))
        menu.addSeparator()
        up, down = self.list.currentIndex().row() - 1, self.list.currentIndex().row() + 2
        numbers = [one.select for one in chosen]
        menu.addAction(self.tr("Up (Alt+Up)"), lambda: self.model.move(numbers, max(0, up)))
        menu.addAction(self.tr("Down (Alt+Down)"), lambda: self.model.move(numbers, down))
        menu.addSeparator()
        menu.addAction(self.tr("Remove (Delete)"), lambda: self.remove_requested.emit(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


class SelectsList(QListView):
    """Keys: Delete removes, F2 writes a note, Alt+Up and Alt+Down move. Dragging orders, or takes files out; with Alt a trimmed clip."""

    remove_requested = Signal()
    menu_requested = Signal(object)
    clip_drag_requested = Signal(object)  # Selected

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Selects"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(True)
        self.setDragDropOverwriteMode(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def chosen(self) -> tuple[Selected, ...]:
        """The selected ranges in the basket's order."""
        model = self.model()
        assert isinstance(model, SelectsModel)
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(one for one in (model.select(row) for row in rows) if one is not None)

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803 (Qt's own name)
        chosen = self.chosen()
        if chosen and QGuiApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            self.clip_drag_requested.emit(chosen[0])
            return
        super().startDrag(supportedActions)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, model = event.key(), self.model()
        assert isinstance(model, SelectsModel)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.chosen():
            self.remove_requested.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            row = self.currentIndex().row()
            before = max(0, row - 1) if key == Qt.Key.Key_Up else row + 2
            model.move([one.select for one in self.chosen()], before)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() != QAbstractItemView.State.EditingState:  # else it ends the note
                self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        own = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if own and event.type() == QEvent.Type.ShortcutOverride:  # here they remove; elsewhere they hide a result
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())


class _Row(QStyledItemDelegate):
    """A picture, the file's name, in and out, the note."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails
        self._view = parent

    def height(self) -> int:
        """Of a row, in pixels."""
        lines = QFontMetrics(self._view.font()).height() + 2 * QFontMetrics(small(self._view.font())).height()
        return max(PICTURE.height() + 12, lines + 10)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self.height())

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setPlaceholderText(self.tr("Note"))
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        place: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        height = editor.sizeHint().height()
        editor.setGeometry(place.left() + 8, place.bottom() - height - 2, place.width() - 16, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        assert isinstance(model, SelectsModel)
        one = model.select(index.row())
        if one is None:
            return
        theme, place = self._theme, QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QRectF(place).adjusted(8, 1, -8, -1)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover" if state & QStyle.StateFlag.State_Selected else "raised"))
            painter.drawRoundedRect(ground, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        picture = QRect(
            place.left() + 14, place.top() + (place.height() - PICTURE.height()) // 2, PICTURE.width(), PICTURE.height()
        )
        self._paint_picture(painter, picture, one)
        left, right = picture.right() + 10, place.right() - 12
        words = QRect(left, place.top() + 5, max(10, right - left), place.height() - 10)
        painter.setFont(self._view.font())
        painter.setPen(theme.colour("text" if one.present else "quiet"))
        name = painter.fontMetrics().elidedText(file_name(one.path), Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        line = painter.fontMetrics().height()
        painter.setFont(small(self._view.font()))
        painter.setPen(theme.colour("quiet"))
        lines = [span(one), printable(one.note) if one.present else self.tr("not there at the moment")]
        for text in lines:
            words.setTop(words.top() + line)
            line = painter.fontMetrics().height()
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, one: Selected) -> None:
        ratio = self._view.devicePixelRatioF()
        wanted = Wanted(
            one.picture,
            round(place.width() * ratio),
            round(place.height() * ratio),
            round(4 * ratio),
            self._theme.colours.picture,
        )
        pixmap = self._thumbnails.get(wanted)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("picture"))
        painter.drawRoundedRect(place, 4, 4)
        if pixmap is not None and not pixmap.isNull():
            painter.setOpacity(1.0 if one.present else 0.5)
            painter.drawPixmap(place, pixmap)
            painter.setOpacity(1.0)
