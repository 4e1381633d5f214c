"""A backup is of one moment, also while the library is being written."""

import sqlite3

from engine.library import backups


def test_what_is_written_meanwhile_is_no_damage(tmp_path, monkeypatch):
    path = tmp_path / "library.db"
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("pragma journal_mode=wal")
    writer.execute("create table thing(number integer)")
    writer.execute("insert into thing values (1)")
    source = sqlite3.connect(path, isolation_level=None)
    fault = backups.structure_fault

    def and_meanwhile(connection: sqlite3.Connection, deep: bool = False) -> str:
        writer.execute("insert into thing values (2)")
        return fault(connection, deep=deep)

    monkeypatch.setattr(backups, "structure_fault", and_meanwhile)
    backups.copy_database(source, tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("select count(*) from thing").fetchone() == (1,)
    for connection in (copy, source, writer):
        connection.close()
