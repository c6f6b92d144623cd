"""What a source is made of: its rules checked, its secrets sealed, and what pulls its rows."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from loopline.decisions.triggers.moments import check_times, first_of_schedule
from loopline.model.errors import Invalid
from loopline.providers.sources.file_puller import FilePuller
from loopline.providers.sources.pulled import Puller, SourcePlace
from loopline.providers.sources.reach import SourceReach
from loopline.providers.sources.rest_puller import Paging, RestPuller
from loopline.providers.sources.sql_puller import SqlPuller
from loopline.settings import Settings
from loopline.signals.imports.mapping import MappedColumn, check_fields
from loopline.storage.sql.sources.source_table import StoredSource
from loopline.studio.providers.seal import Seal
from loopline.studio.sources.schemas import SourceRun, SourceSpec

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
URL_CHARACTERS_MAX: Final = 20_000
HEADERS_MAX: Final = 20
MAPPED_MAX: Final = 500
FOLDER: Final = "sources"
FOR_WEB: Final = ("records", "page_param", "next", "next_param", "since_param")


class SourceSecrets(Struct, frozen=True):
    """What is kept sealed of a source."""

    url: str
    headers: dict[str, str] = {}


class SourceState(Struct, frozen=True, kw_only=True):
    """How far a source is. `columns` are planned once; `last` is its run, which a kill leaves `running`.

    A run that `waits` is tried again at `retry_at` (ms), for the time after `tries`.
    """

    place: SourcePlace = SourcePlace()
    columns: tuple[MappedColumn, ...] = ()
    last: SourceRun | None = None
    tries: int = 0
    retry_at: int = 0


def source_reach(folder: Path, settings: Settings, own: str = FOLDER) -> SourceReach:
    """What sources of a data folder may reach: its folder `sources`, or another `own` one, and what settings name."""
    named = [name.strip() for name in settings.sources.split(",") if name.strip()]
    return SourceReach(
        hosts=frozenset(name.lower() for name in named if not name.startswith("/")),
        folders=(folder.absolute() / own, *(Path(name) for name in named if name.startswith("/"))),
        allow_private=settings.allow_private_webhooks,
    )


def checked_spec(name: str, spec: SourceSpec, secrets: SourceSecrets, reach: SourceReach) -> None:
    """Raises Invalid for whatever of it can be found wrong without asking anybody."""
    if not NAME.fullmatch(name):
        text = "A source's name has small letters, digits and hyphens, begins with a letter, and 40 at most."
        raise Invalid("source_name", text, at="name")
    if len(secrets.url) > URL_CHARACTERS_MAX or len(secrets.headers) > HEADERS_MAX or len(spec.map) > MAPPED_MAX:
        text = f"A source has an address of {URL_CHARACTERS_MAX:,} characters and {HEADERS_MAX} headers at most."
        raise Invalid("source_bound", text, at="url")
    if spec.schedule:
        check_times(spec.schedule, at="schedule")
    if spec.takes == "events" and not spec.cursor and not spec.once:
        text = "Events are read behind a cursor, or from files that are read once: else each run counts them again."
        raise Invalid("source_cursor_needed", text, at="cursor")
    check_fields(spec.takes, spec.set, silent=spec.silent)
    if spec.kind != "rest" and any(getattr(spec, field) for field in FOR_WEB):
        raise Invalid("source_paging", f"{', '.join(FOR_WEB)} are for kind rest.", at="kind")
    if (spec.kind == "rest" and spec.query) or (spec.once and spec.kind != "file"):
        raise Invalid("source_kind", "A service of the web takes no query, and `once` is for files.", at="kind")
    puller_of(spec, secrets, reach)


def next_run(schedule: str, zone: str, now: int) -> int:
    """The first moment (ms) behind `now` that a schedule names on the clock of a zone; 0 where there is no schedule."""
    return (first_of_schedule(schedule, zone, now + 1) or 0) if schedule else 0


def puller_of(spec: SourceSpec, secrets: SourceSecrets, reach: SourceReach) -> Puller:
    """What pulls its rows. Raises Invalid as its kind does."""
    headers = tuple(secrets.headers.items())
    if spec.kind == "sql":
        return SqlPuller(secrets.url, spec.query, spec.cursor, reach)
    if spec.kind == "file":
        return FilePuller(secrets.url, spec.query, spec.cursor, reach, headers, once=spec.once)
    paging = Paging(
        records=spec.records,
        page_param=spec.page_param,
        next=spec.next,
        next_param=spec.next_param,
        since_param=spec.since_param,
        a_second=spec.a_second,
    )
    return RestPuller(secrets.url, headers, paging, spec.cursor, reach)


def where_of(url: str) -> str:
    """The address without login and parameters, which may be secret."""
    scheme, mark, rest = url.partition("://")
    if mark and not scheme.startswith("http"):  # a password may have the signs that end the host of an address
        url = f"{scheme}://{rest.rpartition('@')[2]}"
    parts = urlsplit(url)
    if not parts.scheme:
        return url
    try:
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return f"{parts.scheme}://"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def sealed(secrets: SourceSecrets, seal: Seal) -> bytes:
    """The secrets, unreadable."""
    return seal.close(msgspec.json.encode(secrets).decode())


def secrets_of(one: StoredSource, seal: Seal) -> SourceSecrets:
    """The secrets of a source. Raises Invalid `source_secret_lost`."""
    try:
        return msgspec.json.decode(seal.open(one.sealed, one.name), type=SourceSecrets)
    except Invalid:
        text = (
            f'The secrets of the source "{one.name}" do not open: restore secrets/sources of the data folder, or '
            "remove the source and add it again."
        )
        raise Invalid("source_secret_lost", text, at=one.name) from None


def spec_of(one: StoredSource) -> SourceSpec:
    """What is asked of a source."""
    return msgspec.json.decode(one.spec, type=SourceSpec)


def source_state(one: StoredSource) -> SourceState:
    """How far it is."""
    return msgspec.json.decode(one.state, type=SourceState)
