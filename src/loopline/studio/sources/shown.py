"""A source as it is shown: without its secrets, and with how its last run went."""

from contextlib import suppress

from loopline.model.errors import LooplineError
from loopline.storage.sql.sources.source_table import StoredSource
from loopline.studio.providers.seal import Seal
from loopline.studio.sources.schemas import SourceLine
from loopline.studio.sources.spec import secrets_of, source_state, spec_of, where_of


def shown_source(one: StoredSource, seal: Seal) -> SourceLine:
    """The line of a source; it is there although its secrets are lost."""
    spec, state, where, headers = spec_of(one), source_state(one), "", tuple[str, ...]()
    with suppress(LooplineError):
        secrets = secrets_of(one, seal)
        where, headers = where_of(secrets.url), tuple(secrets.headers)
    after = state.place.after
    return SourceLine(
        name=one.name,
        where=where,
        headers=headers,
        spec=spec,
        columns=state.columns,
        paused=bool(one.paused),
        wanted=bool(one.wanted),
        after=after.text if after else state.place.page if spec.once else "",
        next_at=one.next_at,
        created_at=one.created_at,
        by=one.by,
        last=state.last,
    )
