"""Facts that may be unfit: the engine goes on without them, and who asks them is told why and what to do."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, Protocol, TypeVar, get_args

from loopline.model.errors import LooplineError, Unavailable
from loopline.ports import FactsSource, SqlParameters

T = TypeVar("T")
FactsFitness = Literal["fit", "rebuilding", "ahead", "damaged", "missing"]
FACTS_FITNESS: Final = get_args(FactsFitness)
"""Whether the facts may be asked; `rebuilding`: not yet, but somebody is at it."""

WAY_OUT: Final = "Rebuild them from the log: `loopline facts rebuild --data DIR`, or POST /api/facts/rebuild."
WHY: Final[Mapping[FactsFitness, str]] = {
    "ahead": "They belong to another history than state.db, as after a backup of state.db alone was restored.",
    "damaged": "The file cannot be read.",
    "missing": "The file was lost or is too old: some of what was exported is not in it.",
    "rebuilding": "They are being rebuilt from the log.",
}


class FactsFile(Protocol):
    """Facts of all shards in a file. Those of each know from which state they were exported, and up to which chunk.

    Chunks and positions are counted by shard: a fact's place is (shard, position, seq). Each method but `query` raises
    Unavailable `facts_damaged` for a file that cannot be read, and so does that.
    """

    def append_many(self, chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None:
        """Append chunks of a shard, as `Facts.append_many`."""
        ...

    def exported(self, shard: int = 0) -> int:
        """The number of the last chunk of the shard that was exported."""
        ...

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        """Read-only SQL, as `Facts.query`."""
        ...

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]:
        """Several questions as of one moment, as `Facts.query_all`."""
        ...

    def birth(self, shard: int = 0) -> str:
        """The mark of the state that they were exported from; "" as long as nobody has said it."""
        ...

    def copy_to(self, path: Path) -> None:
        """A whole copy, to a path that is not there yet."""
        ...

    def write_out(self, sql: str, parameters: SqlParameters, path: Path, notes: Mapping[str, str]) -> None:
        """The rows of a SELECT as a Parquet file, with these notes in its metadata."""
        ...

    def adopt(self, birth: str, exported: int, shard: int = 0) -> None:
        """From now on they belong to the state with this mark, up to this chunk."""
        ...

    def close(self) -> None:
        """Give the file back."""
        ...


class GuardedFacts:
    """The Facts port over one file, or over none. Safe from any thread.

    Raises Unavailable `facts_unfit` for every question as long as the facts are not those of the state. `open_file`
    raises Unavailable `facts_damaged`; whatever else it raises stops the start.
    """

    def __init__(
        self,
        open_file: Callable[[], FactsFile],
        is_there: Callable[[], bool],
        state: FactsSource,
        on_error: Callable[[BaseException], None],
        others: Sequence[FactsSource] = (),
    ) -> None:
        """`state` is that of the first shard, `others` are those of the shards behind it, where there are more."""
        self._open_file, self._is_there, self._on_error = open_file, is_there, on_error
        self._states: Final = (state, *others)
        self._lock: Final = threading.RLock()
        self._file: FactsFile | None = None
        self._unfit: FactsFitness | None = None
        self.is_rebuilding = False
        self._is_to_open = False
        self.open()

    @property
    def fitness(self) -> FactsFitness:
        """Whether they may be asked."""
        if self._unfit is None:
            return "fit"
        return "rebuilding" if self.is_rebuilding else self._unfit

    def open(self) -> None:
        """Open the file and compare it with the state; where nothing was ever exported, the first question does."""
        with self._lock:
            try:
                is_unmade = self._is_unmade()
            except Unavailable as error:
                if not self._is_unreached(error):
                    raise
                return
            if is_unmade:
                self.close()
                self._is_to_open = True
            else:
                self._open_now()

    def _is_unreached(self, error: Unavailable) -> bool:
        """Whether a server does not answer: then the engine starts without it, and each question tries again."""
        if error.code != "facts_unreachable":
            return False
        self._is_to_open = True
        self._on_error(error)
        return True

    def _is_unmade(self) -> bool:
        return not self._is_there() and not self._were_any()

    def _were_any(self) -> bool:
        return any(state.last_chunk() for state in self._states)

    def _open_now(self) -> None:
        with self._lock:
            self.close()
            if not self._is_there() and self._were_any() and not all(_holds_all_after(one, 0) for one in self._states):
                self._turn("missing")
                return
            try:
                self._file = self._open_file()
                self._unfit = self._compared(self._file)
            except Unavailable as error:
                if error.code != "facts_damaged":
                    raise
                self._turn("damaged", error)
                return
            if self._unfit is not None:
                self._turn(self._unfit)

    def _reopen(self) -> None:
        """The store has given the file up, as on a full disk. While it cannot be opened, each question tries again."""
        try:
            self._open_now()
        except BaseException:
            self._is_to_open = True
            raise

    def replace(self, take_place: Callable[[], None]) -> None:
        """Open what `take_place` puts there; questions wait meanwhile."""
        with self._lock:
            self._unfit = None
            self.close()
            try:
                take_place()
            finally:
                self._reopen()

    def _compared(self, file: FactsFile) -> FactsFitness | None:
        found = [_compared_with(file, state, shard) for shard, state in enumerate(self._states)]
        return "ahead" if "ahead" in found else next((one for one in found if one is not None), None)

    def _turn(self, unfit: FactsFitness, error: BaseException | None = None) -> None:
        """From now on nobody may ask them."""
        with self._lock:
            self.close()
            self._unfit = unfit
        self._on_error(error or unfit_error(unfit))

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            file, self._file, self._is_to_open = self._file, None, False
            if file is not None:
                file.close()

    def copy_to(self, path: Path) -> None:
        """A whole copy, to a path that is not there yet."""
        self._asked(lambda file: file.copy_to(path))

    def write_out(self, sql: str, parameters: SqlParameters, path: Path, notes: Mapping[str, str]) -> None:
        """The rows of a SELECT as a Parquet file."""
        self._asked(lambda file: file.write_out(sql, parameters, path, notes))

    def append(self, number: int, lines: bytes) -> None:
        """Append one chunk."""
        self.append_many([(number, lines)])

    def append_many(self, chunks: Iterable[tuple[int, bytes]], shard: int = 0) -> None:
        """Append chunks of a shard in their order; read anew when another file takes the place of the one asked."""
        self._asked(lambda file: file.append_many(chunks, shard))

    def exported(self, shard: int | None = None) -> int:
        """The number of the last chunk of a shard that was exported; of none in particular, the sum of theirs."""
        if shard is None:
            return sum(map(self.exported, range(len(self._states))))
        with self._lock:
            if self._is_to_open and self._is_unmade():
                return 0
        return self._asked(lambda file: file.exported(shard))

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        """Read-only SQL."""
        return self._asked(lambda file: file.query(sql, parameters))

    def query_all(self, questions: Sequence[tuple[str, SqlParameters]]) -> list[list[tuple[object, ...]]]:
        """Read-only SQL, all as of one moment."""
        return self._asked(lambda file: file.query_all(questions))

    def _asked(self, ask: Callable[[FactsFile], T]) -> T:
        while True:
            file = self._file
            if file is None:
                with self._lock:  # it may be just being replaced
                    if self._file is None and self._is_to_open:
                        self._reopen()
                    elif self._file is None:
                        raise unfit_error(self.fitness)
                continue
            try:
                return ask(file)
            except LooplineError as error:
                if self._file is not file:
                    continue  # another file took its place while we asked
                if error.code == "facts_interrupted":
                    with self._lock:
                        if self._file is file:
                            self._reopen()
                if error.code != "facts_damaged":
                    raise
                self._turn("damaged", error)
                raise unfit_error(self.fitness) from error


def _compared_with(file: FactsFile, state: FactsSource, shard: int) -> FactsFitness | None:
    birth, exported = file.birth(shard), file.exported(shard)
    if birth not in ("", state.birth()) or exported > state.last_chunk():
        if birth in ("", state.birth()):
            file.adopt(state.birth(), exported, shard)
            state.mark_anew()  # it will count past `exported` one day, and must not look fit then
        return "ahead"
    if not _holds_all_after(state, exported):
        return "missing"
    if not birth:
        file.adopt(state.birth(), exported, shard)
    return None


def _holds_all_after(state: FactsSource, exported: int) -> bool:
    """Whether the state still has every chunk that the file has not."""
    chunks = state.chunk_sizes(exported, 1)
    return chunks[0][0] == exported + 1 if chunks else exported == state.last_chunk()


def unfit_error(fitness: FactsFitness) -> Unavailable:
    """The answer to whoever asks facts that are not fit."""
    way_out = "" if fitness == "rebuilding" else f" {WAY_OUT}"
    text = f"The facts cannot be asked now. {WHY.get(fitness, '')}{way_out} Journeys and messages go on meanwhile."
    return Unavailable("facts_unfit", text)
