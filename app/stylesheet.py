"""The window's stylesheet; ${names} are fields of theme.Colours."""

from string import Template

SHEET = Template(
    """
QMainWindow, QDialog { background: ${panel}; }
QToolTip { background: ${raised}; color: ${text}; border: 1px solid ${line}; padding: 4px 6px; }
QSplitter::handle { background: ${line}; }
QSplitter::handle:horizontal { width: 1px; }
QFrame#panel, QWidget#panel { background: ${panel}; }
QFrame#ground, QWidget#ground, QListView#ground { background: ${ground}; border: none; }
QFrame#bar { background: ${panel}; border: none; border-bottom: 1px solid ${line}; }
QFrame#status { background: ${panel}; border: none; border-top: 1px solid ${line}; }
QFrame#field { background: ${raised}; border: 1px solid ${line}; border-radius: 8px; }
QFrame#field[focused="true"] { border: 1px solid ${accent}; }
QFrame#field QLineEdit { background: transparent; border: none; selection-background-color: ${accent}; selection-color: ${on_accent}; }
QFrame#chip { background: ${hover}; border: 1px solid transparent; border-radius: 6px; }
QFrame#chip[unwanted="true"] { border: 1px dashed ${warning}; }
QFrame#chip[unwanted="true"] QLabel { color: ${warning}; }
QFrame#chip[focused="true"] { border: 1px solid ${accent}; }
QFrame#strip { background: ${raised}; border: none; border-bottom: 1px solid ${line}; }
QFrame#toast { background: ${raised}; border: 1px solid ${line}; border-radius: 8px; }
QScrollArea#plain { background: transparent; border: none; }
QLabel { background: transparent; }
QLabel[quiet="true"] { color: ${quiet}; }
QLabel[warning="true"] { color: ${warning}; }
QLabel[accent="true"] { color: ${accent}; }
QLabel[heading="true"] { color: ${quiet}; }
QListView#log, QListWidget#log { background: transparent; border: none; color: ${quiet}; }
QListWidget#log::item { padding: 2px 0; }
QListWidget#settings { background: ${ground}; border-right: 1px solid ${line}; padding: 16px 8px; }
QListWidget#settings::item { padding: 8px 10px; border-radius: 6px; color: ${text}; }
QListWidget#settings::item:selected { background: ${hover}; color: ${text}; }
QListWidget#settings::item:selected:focus { border: 1px solid ${accent}; }
QComboBox { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; padding: 6px 12px; color: ${text}; min-width: 180px; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("${icons}/choose-down.svg"); width: 14px; height: 14px; }
QComboBox:focus { border: 1px solid ${accent}; }
QComboBox QAbstractItemView { background: ${raised}; border: 1px solid ${line}; selection-background-color: ${hover}; selection-color: ${text}; }
QProgressBar { background: ${line}; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: ${accent}; border-radius: 2px; }
QRadioButton { spacing: 8px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid ${quiet}; border-radius: 8px; background: ${raised}; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid ${accent}; background: ${on_accent}; }
QRadioButton:focus { color: ${accent}; }
QListView, QTreeView { background: ${panel}; border: none; outline: none; }
QTreeView { selection-background-color: transparent; show-decoration-selected: 0; }
QTreeView::item, QTreeView::branch { background: transparent; }
QTableView { background: ${ground}; border: 1px solid ${line}; border-radius: 6px; gridline-color: ${line}; outline: none;
  selection-background-color: ${hover}; selection-color: ${text}; }
QTableView::item { padding: 4px 8px; }
QHeaderView::section { background: ${panel}; color: ${quiet}; border: none; border-bottom: 1px solid ${line}; padding: 6px 8px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px; color: ${text}; }
QToolButton:hover { background: ${hover}; }
QToolButton:pressed, QToolButton:checked { background: ${hover}; }
QToolButton:focus { border: 1px solid ${accent}; }
QToolButton:disabled { color: ${quiet}; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[filter="true"] { color: ${quiet}; padding: 4px 8px; }
QToolButton[filter="true"]:hover { color: ${text}; }
QToolButton[set="true"] { color: ${accent}; }
QToolButton[link="true"] { color: ${accent}; padding: 3px 6px; }
QDialog QLineEdit { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; padding: 5px 8px; color: ${text};
  selection-background-color: ${accent}; selection-color: ${on_accent}; }
QDialog QLineEdit:focus { border: 1px solid ${accent}; }
QPlainTextEdit { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; padding: 4px 6px; color: ${text};
  selection-background-color: ${accent}; selection-color: ${on_accent}; }
QPlainTextEdit:focus { border: 1px solid ${accent}; }
QSpinBox { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; padding: 5px 8px; color: ${text}; min-width: 96px;
  selection-background-color: ${accent}; selection-color: ${on_accent}; }
QSpinBox::up-button, QSpinBox::down-button { background: transparent; border: none; width: 20px; margin-right: 4px; }
QSpinBox::up-arrow { image: url("${icons}/choose-up.svg"); width: 11px; height: 11px; }
QSpinBox::down-arrow { image: url("${icons}/choose-down.svg"); width: 11px; height: 11px; }
QDialog QSpinBox QLineEdit { background: transparent; border: none; padding: 0 8px; }
QSpinBox:focus { border: 1px solid ${accent}; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid ${quiet}; border-radius: 3px; background: ${raised}; }
QCheckBox::indicator:checked { width: 8px; height: 8px; border: 4px solid ${accent}; background: ${on_accent}; }
QCheckBox:focus { color: ${accent}; }
QPushButton { background: ${raised}; border: 1px solid ${line}; border-radius: 6px; padding: 6px 14px; color: ${text}; }
QPushButton:hover { background: ${hover}; }
QPushButton:focus { border: 1px solid ${accent}; }
QPushButton:disabled { color: ${quiet}; }
QPushButton[primary="true"] { background: ${accent}; border: 1px solid ${accent}; color: ${on_accent}; padding: 8px 18px; }
QPushButton[primary="true"]:disabled { background: ${hover}; border: 1px solid ${line}; color: ${quiet}; }
QPushButton[primary="true"]:focus { border: 1px solid ${text}; }
QPushButton[large="true"] { padding: 8px 18px; }
QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; padding: 4px 10px; }
QPushButton[flat="true"]:hover { background: ${hover}; }
QPushButton[flat="true"]:focus { border: 1px solid ${accent}; }
QPushButton[link="true"] { background: transparent; border: 1px solid transparent; padding: 4px 10px; color: ${accent}; }
QPushButton[link="true"]:hover { background: ${hover}; }
QPushButton[link="true"]:focus { border: 1px solid ${accent}; }
QPushButton[example="true"] { background: transparent; border: 1px solid ${line}; border-radius: 14px; padding: 5px 14px; color: ${text}; }
QPushButton[example="true"]:hover { background: ${hover}; }
QPushButton[example="true"]:focus { border: 1px solid ${accent}; }
QPushButton[example="true"]:disabled { color: ${quiet}; }
QMenu { background: ${raised}; color: ${text}; border: 1px solid ${line}; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: ${hover}; }
QMenu::item:disabled { color: ${quiet}; }
QMenu::separator { height: 1px; background: ${line}; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 4px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: ${line}; border-radius: 4px; min-height: 32px; margin: 2px; }
QScrollBar::handle:vertical:hover { background: ${quiet}; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: ${line}; border-radius: 4px; min-width: 32px; margin: 2px; }
QScrollBar::handle:horizontal:hover { background: ${quiet}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
)
