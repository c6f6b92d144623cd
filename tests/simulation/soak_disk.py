"""A disk that can be full and have room again: a small file system of its own, or else a limit on every file's size."""

import contextlib
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

OWN_MOUNTS: Final = "SOAK_OWN_MOUNTS"
ROOM: Final = "8g"
PAGE: Final = 4_096
TRIES: Final = 50


def unshare() -> list[str]:
    """The command that gives us mounts of our own, which end with us."""
    return ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]


def enter_own_mounts() -> None:
    """Start this program again where it may mount, if the machine lets it; else say how the disk is filled instead."""
    if OWN_MOUNTS in os.environ:
        return
    os.environ[OWN_MOUNTS] = ""
    if shutil.which("unshare") and _may_mount():
        os.environ[OWN_MOUNTS] = "yes"
        command = [*unshare(), sys.executable, "-m", "tests.simulation.soak", *sys.argv[1:]]
        os.execvp(command[0], command)


def _may_mount() -> bool:
    return not subprocess.run([*unshare(), "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode


class Disk:
    """What the data folder is on. `processes` are those that write to it."""

    def __init__(self, folder: Path, processes: Callable[[], list[int]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._processes = folder, processes
        self._is_mounted = os.environ.get(OWN_MOUNTS) == "yes"
        if self._is_mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(folder)], check=True)

    @property
    def how(self) -> str:
        """In words, what a full disk is here."""
        if self._is_mounted:
            return "a file system of its own that is made as small as what is on it (ENOSPC)"
        return "RLIMIT_FSIZE of the server's processes, since nothing may be mounted here (EFBIG)"

    def fill(self) -> None:
        """No more room. Raises RuntimeError where that cannot be brought about."""
        if not self._is_mounted:
            self._limit(PAGE)
            return
        for _ in range(TRIES):  # somebody writes meanwhile
            seen = os.statvfs(self._folder)
            if not self._resize(str((seen.f_blocks - seen.f_bfree) * seen.f_frsize)):
                return
        raise RuntimeError(f"the file system of {self._folder} cannot be made smaller")

    def free(self) -> None:
        """Room again."""
        if not self._is_mounted:
            self._limit(resource.RLIM_INFINITY)
        elif self._resize(ROOM):
            raise RuntimeError(f"the file system of {self._folder} cannot be made larger")

    def _resize(self, size: str) -> int:
        command = ["mount", "-o", f"remount,size={size}", str(self._folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    def _limit(self, size: int) -> None:
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))
