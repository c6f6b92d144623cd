"""The marks of a record's secrets: they tell whether two folders have the same ones, and nothing of what these are."""

from collections.abc import Mapping
from typing import Final

from loopline.storage.sql.database import Database

_PUT: Final = "INSERT INTO secret_marks (name, mark) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"


class SecretMarks:
    """Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def all(self) -> dict[str, str]:
        """By the name of a secret, its mark."""
        with self._database.read() as connection:
            return {str(name): str(mark) for name, mark in connection.exec_driver_sql("SELECT * FROM secret_marks")}

    def put(self, marks: Mapping[str, str]) -> None:
        """Durable when this returns; a secret that has a mark keeps it."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_PUT, sorted(marks.items()))
