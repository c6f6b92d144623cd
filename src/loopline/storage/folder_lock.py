"""One process at a time may own a data folder, or a shard of it, whatever is left of the files in it."""

import fcntl
import os
from pathlib import Path
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.places import of_shard

NAME: Final = "loopline.lock"


class FolderLock:
    """Held from the moment it is made until `close`, or until the process ends, however it does."""

    def __init__(self, folder: Path, shard: int = 0) -> None:
        """Shard 0 is the folder itself. Raises Conflict `folder_taken`."""
        self._file: Final = os.open(folder / of_shard(NAME, shard), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            text = (
                f"Only one process may open a data folder, and another one has {folder} open: stop that one, or ask "
                "it by its API."
            )
            raise Conflict("folder_taken", text) from error

    def close(self) -> None:
        """Let others have the folder."""
        os.close(self._file)
