"""Where the three stores of a data folder stand: in files in it, or, where a URL is set, in a PostgreSQL database."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio_file import EARLIER_NAME, NAME, studio_file

LOG: Final = "log.db"
STATE: Final = "state.db"
FILES: Final = (LOG, STATE, NAME, EARLIER_NAME)


class Places(Struct, frozen=True):
    """The places of one data folder. The URLs may hold a password, so no text of this one shows them.

    With a `log_url` the signals stand there, in a Kafka topic.
    """

    folder: Path
    url: str = ""
    log_url: str = ""

    def __repr__(self) -> str:
        signals = ", signals in Kafka" if self.log_url else ""
        return f"Places({str(self.folder)!r}, {'a PostgreSQL database' if self.url else 'files'}{signals})"

    def log(self, shard: int = 0) -> Place:
        """The signals of a shard, where they stand beside the record; in a database all shards have one table."""
        return self._there() or self.folder / of_shard(LOG, shard)

    def state(self, shard: int = 0) -> Place:
        """What the loop of a shard keeps; in a database each shard has a schema."""
        return self._there() or self.folder / of_shard(STATE, shard)

    def studio(self) -> Place:
        """What people at the studio keep."""
        return self._there() or studio_file(self.folder)

    def hold_a_record(self) -> bool:
        """Whether there is something to be opened, as far as can be known without opening it."""
        return bool(self.url) or (self.folder / (STATE if self.log_url else LOG)).exists()

    def check_log(self) -> None:
        """Raises Conflict `log_undecided` for a folder whose signals are in files, while a URL names another log."""
        if self.log_url and (self.folder / LOG).exists():
            text = (
                f"LOOPLINE_LOG names a topic, but the signals of {self.folder} are in its {LOG}, and positions of one "
                "log mean nothing in another: begin with an empty folder, or leave LOOPLINE_LOG out."
            )
            raise Conflict("log_undecided", text)

    def _there(self) -> str:
        """The URL. Raises Conflict `store_undecided` for a folder that has a record of its own."""
        if self.url and (found := [name for name in FILES if (self.folder / name).exists()]):
            text = (
                f"LOOPLINE_STORE names a database, but {self.folder} has a record of its own ({', '.join(found)}). "
                "Copy it by `loopline copy`, or move these files elsewhere, or leave LOOPLINE_STORE out."
            )
            raise Conflict("store_undecided", text)
        return self.url


def of_shard(name: str, shard: int) -> str:
    """The name of a file as a shard has it: the first one has it as it is, the second one `log-1.db`."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{shard}{dot}{ending}" if shard else name


def schema_of(family: str, shard: int = 0) -> str:
    """Where a family of tables stands: each shard has a schema for its state, and all have one log."""
    return f"shard_{shard}" if family == "state" else family
