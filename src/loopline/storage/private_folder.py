"""The data folder belongs to its owner alone: everybody's data stands in it."""

import contextlib
import os
from pathlib import Path
from typing import Final

from loopline.model.errors import Unavailable

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
OTHERS: Final = 0o077
OURS: Final = (
    "*.db",
    "*.db-wal",
    "*.db-shm",
    "facts.*",
    "facts",
    "facts/*",
    "facts/days/*",
    "loopline.lock",
    "serve.json",
    "secrets",
    "secrets/*",
    "backups",
)


def keep_new_files_private() -> None:
    """From here on this process, and those that it starts, make files that their owner alone may read."""
    os.umask(OTHERS)


def make_private(folder: Path) -> None:
    """Make the folder, or close one of before to everybody else, with the files of ours that are in it.

    What belongs to another user stays as it is: whoever has set that up so knows why. Raises Unavailable
    `folder_unusable`.
    """
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        words = f"{folder} cannot be made ({error.strerror}): name a folder in a place where you may write."
        raise Unavailable("folder_unusable", words) from None
    _close(folder, FOLDER_MODE)
    for pattern in OURS:
        for path in folder.glob(pattern):
            _close(path, FOLDER_MODE if path.is_dir() else FILE_MODE)


def _close(path: Path, mode: int) -> None:
    with contextlib.suppress(PermissionError, FileNotFoundError):  # not ours; or gone, as a -wal file may be
        if path.stat().st_mode & OTHERS and not path.is_symlink():
            path.chmod(mode)
