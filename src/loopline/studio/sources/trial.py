"""A dry run of a source: its next rows as they would be, and the faults among them."""

from functools import partial
from typing import Final

from loopline.providers.sources.pulled import Pulled, Puller, SourcePlace
from loopline.signals.imports.mapping import MappedColumn
from loopline.signals.imports.rows import RefusedRow
from loopline.studio.context import StudioContext
from loopline.studio.imports.run import address_spoken
from loopline.studio.imports.schemas import PreviewedRow
from loopline.studio.sources.judging import judged_rows, planned, reader_for, row_id
from loopline.studio.sources.schemas import SourceSpec, SourceTrial

FAULTS_SHOWN: Final = 20
PREVIEWED_ROWS: Final = 10


def tried(
    ctx: StudioContext,
    name: str,
    spec: SourceSpec,
    puller: Puller,
    place: SourcePlace,
    columns: tuple[MappedColumn, ...],
) -> SourceTrial:
    """The first batch behind a place. Blocks. Raises as `Puller.pull` and `planned` do."""
    now, pages = ctx.clock.now(), puller.pull(place)
    try:
        found = next(pages, Pulled([], place, is_last=True))
    finally:
        pages.close()
    columns = columns or (planned(spec, found.rows) if found.rows else ())
    reader = reader_for(name, spec, columns, now, name, partial(address_spoken, ctx, name))
    ids = [row_id(name, 0, spec, 0, row.digest) for row in found.rows]
    faults, preview, refused = list[RefusedRow](), list[PreviewedRow](), 0
    for line, (row, bad, _) in enumerate(judged_rows(found.rows, reader, ids, now), 1):
        if bad is not None:
            refused += 1
            faults += [bad.at(line)] if len(faults) < FAULTS_SHOWN else []
        elif len(preview) < PREVIEWED_ROWS:
            preview.append(PreviewedRow(line, reader.fields(row.cells)))
    return SourceTrial(
        columns=columns,
        rows=len(found.rows),
        refused=refused,
        whole=found.is_last,
        faults=tuple(faults),
        preview=tuple(preview),
    )
