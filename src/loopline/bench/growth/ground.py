"""What every measurement of growth is given: a folder, sinks that run, and how large it shall be."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from loopline.bench.growth.database import emptied
from loopline.bench.loads import Loads, Say
from loopline.bench.sinks import RunningSinks
from loopline.storage.sql.places import Places


class Ground(Struct, frozen=True):
    """`scale` is the part of the full sizes that is measured: 1 is what the goals are stated for."""

    root: Path
    sinks: RunningSinks
    scale: float
    say: Say
    store: str = ""
    """A PostgreSQL database with nothing in it, for what can be measured on one; "" measures on files."""

    def part(self, full: int, least: int = 1) -> int:
        """So much of a full size, but never fewer than `least`, which may be more than the full size."""
        return max(least, round(full * self.scale))

    def early(self, full: int, least: int = 1) -> int:
        """The same for what costs little: its full size is reached at a tenth of the scale, and never passed."""
        return min(full, self.part(10 * full, least))

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder, gone at the end of the block."""
        with TemporaryDirectory(dir=self.root) as name:
            yield Path(name)

    @contextmanager
    def places(self) -> Iterator[Places]:
        """Where a record may stand until the end of the block: an empty folder, or the database that was named."""
        with self.folder() as folder, emptied(self.store) if self.store else nullcontext():
            yield Places(folder, self.store)

    def loads(self) -> Loads:
        """Loads on servers of their own."""
        return Loads(self.root, self.sinks, self.say)
