"""What a source may reach: the internet, and of what is ours the hosts and folders that settings name."""

import asyncio
from pathlib import Path
from typing import Final

from msgspec import Struct

from loopline.model.errors import Invalid, Unavailable
from loopline.providers.guarded_network import PrivateAddress, checked_addresses

FILES_MAX: Final = 1_000
WILD: Final = "*?["
ALLOW: Final = "name it in LOOPLINE_SOURCES"


class SourceReach(Struct, frozen=True):
    """`hosts` of our network and `folders` are those that settings name; `allow_private` lets every host be reached."""

    hosts: frozenset[str] = frozenset()
    folders: tuple[Path, ...] = ()
    allow_private: bool = False

    def files(self, pattern: str) -> list[Path]:
        """The files that a path means, by name; `*` stands in its last part alone.

        Raises Invalid `source_folder` for one outside of the folders, `source_file_missing` where there is none,
        `source_files_many`.
        """
        path = Path(pattern)
        if not path.is_absolute() or any(letter in str(path.parent) for letter in WILD) or "\0" in pattern:
            text = "Write a whole path, such as /warehouse/people.parquet; `*` stands in the name of the file alone."
            raise Invalid("source_folder", text, at="url")
        self.check(path.parent)
        found = sorted(path.parent.glob(path.name)) if any(letter in path.name for letter in WILD) else [path]
        found = [one.resolve() for one in found if one.is_file()]
        for one in found:
            self.check(one.parent)
        if not found:
            raise Invalid("source_file_missing", f"There is no file {path.name}.", at="url")
        if len(found) > FILES_MAX:
            raise Invalid("source_files_many", f"{path.name} means {len(found)} files; {FILES_MAX} at most.", at="url")
        return found

    def check(self, folder: Path) -> None:
        """Raises Invalid `source_folder` for one outside of the folders; links are followed first."""
        if not any(folder.resolve().is_relative_to(known.resolve()) for known in self.folders):
            own = " or ".join(known.name for known in self.folders[:1])
            text = f"Files stand in the folder {own} of the data folder; for another folder, {ALLOW}."
            raise Invalid("source_folder", text, at="url")

    def is_named(self, host: str) -> bool:
        """Whether settings name this host."""
        return host.lower() in self.hosts or self.allow_private

    def address(self, host: str, port: int) -> str:
        """The address of a host, which is the internet's unless settings name the host; connect to it, and ask no more.

        Raises Invalid `source_private`, Unavailable `source_unreachable`.
        """
        loop = asyncio.new_event_loop()
        try:
            found = loop.run_until_complete(checked_addresses(host, port, allow_private=self.is_named(host)))
            return str(found[0][3][0])
        except PrivateAddress:
            text = f"{host} is inside our own network; to pull from it, {ALLOW}."
            raise Invalid("source_private", text, at="url") from None
        except (OSError, IndexError):
            raise Unavailable("source_unreachable", f"{host} has no address.") from None
        finally:
            loop.close()
