"""Pulled rows by the rules of imports: the signals of the good ones, the refusals of the others. Pure."""

from collections.abc import Iterator, Sequence

from loopline.model.ids import stable_id
from loopline.model.signal import Signal
from loopline.providers.sources.pulled import PulledRow
from loopline.signals.imports.mapping import MappedColumn, plan_columns
from loopline.signals.imports.rows import BadRow, RowReader, SpokenRow
from loopline.studio.sources.schemas import SourceSpec


def planned(spec: SourceSpec, rows: Sequence[PulledRow]) -> tuple[MappedColumn, ...]:
    """What each column becomes, by these first rows. Raises Invalid `import_map`, `import_field_missing`."""
    names, samples = list[str](), dict[str, list[object]]()
    for row in rows:
        for name, cell in row.cells.items():
            if name not in samples:
                names.append(name)
            samples.setdefault(name, []).append(cell)
    return plan_columns(spec.takes, names, spec.map, spec.set, samples)


def reader_for(
    name: str, spec: SourceSpec, columns: Sequence[MappedColumn], at: int, by: str, spoken: SpokenRow
) -> RowReader:
    """What reads the rows of a run that began at this time (ms)."""
    return RowReader(spec.takes, columns, spec.set, name, at, by, spoken, silent=spec.silent)


def row_id(name: str, created_at: int, spec: SourceSpec, run: int, digest: str) -> str:
    """The id of what a row says. With a cursor a row is itself for ever; without one it is said anew by each run."""
    turn = "" if spec.cursor or spec.once else str(run)
    return stable_id("source", name, str(created_at), turn, digest)


def judged_rows(
    rows: Sequence[PulledRow], reader: RowReader, ids: Sequence[str], received_at: int
) -> Iterator[tuple[PulledRow, BadRow | None, list[Signal]]]:
    """Each row with its signals, or why it has none."""
    for row, identity in zip(rows, ids, strict=True):
        try:
            yield row, None, reader.signals_of(identity, row.cells, received_at)
        except BadRow as bad:
            yield row, bad, []
