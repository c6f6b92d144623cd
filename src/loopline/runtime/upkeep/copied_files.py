"""Copies of files, each with its digest: what backups and snapshots are made of."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

PIECE: Final = 1 << 20


class CopiedFile(Struct, frozen=True):
    """A file of a backup or a snapshot."""

    name: str
    size: int
    sha256: str


def copied_files(folder: Path) -> tuple[CopiedFile, ...]:
    """All files in a folder, as they are now."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(CopiedFile(str(p.relative_to(folder)), p.stat().st_size, digest_of_file(p)) for p in paths)


def is_as_copied(path: Path, file: CopiedFile) -> bool:
    """Whether what stands there is what was copied."""
    return path.is_file() and path.stat().st_size == file.size and digest_of_file(path) == file.sha256


def close_to_others(folder: Path) -> None:
    """Make everything in it readable by the owner alone, and sure to be on disk."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest_of_file(path: Path) -> str:
    """SHA-256 of what is in a file."""
    digest = hashlib.sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
