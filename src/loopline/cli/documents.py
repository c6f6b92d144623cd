"""`loopline push` and `loopline check`: documents in files, checked, stored and published."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace
from rich.console import Console

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.decisions.checks.findings import CheckContext, Problem, TemplateCheck, TemplateProblem
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document, read_document
from loopline.delivery.content.desk import ContentMaker
from loopline.delivery.rehearsal import composition_faults
from loopline.model.channels import ChannelName
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.errors import Invalid, LooplineError, Missing
from loopline.model.journey import Document, Segment
from loopline.model.nodes.message import Content
from loopline.model.records import document_kind
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.studio.content.schemas import ContentList
from loopline.studio.documents.check import beside, names_seen
from loopline.studio.documents.sandboxed import sandbox_words, sandboxed_of
from loopline.studio.documents.schemas import FaultLine, PushedAll, PushedOne
from loopline.studio.providers.schemas import ProviderList
from loopline.studio.tracking_plan.schemas import TrackingPlan

out = Console(stderr=True, highlight=False)
FILE_BYTES_MAX = 1_000_000
BATCH_BYTES_MAX = 900_000
ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            *("workspace", "segment", "model", "metric", "catalog", "feed", "file", "offer"),
            *("brand", "block", "template", "journey"),
        )
    )
}


def read_files(files: list[Path]) -> list[tuple[Path, Document]]:
    """The documents in files, workspace and segments first. Raises Missing `file_missing`, Invalid."""
    found = [(path, read_document(_text(path), str(path))) for path in files]
    return sorted(found, key=lambda pair: ORDER[document_kind(pair[1])])


def _text(path: Path) -> bytes:
    if not path.is_file():
        raise Missing("file_missing", f"There is no file {path}.")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise Invalid("file_too_large", f"{path} is larger than a document may be.")
    return path.read_bytes()


def check(files: list[Path], data: Path | None, url: str, key: str) -> int:
    """Print every fault of every file; 0 when none is an error. The names of a server or a folder count as known."""
    errors = 0
    documents: list[tuple[Path, Document]] = []
    for path in files:
        try:
            documents += read_files([path])
        except LooplineError as error:
            errors += 1
            out.print("[red]error[/] ", end="")
            out.print(str(error), markup=False)
    segments = {d.id: d.when for _, d in documents if isinstance(d, Segment)} or None
    library = _published_content(data, url, key)
    for _, document in documents:
        if isinstance(document, ContentDocument):
            library = library.with_document(document)
    engine = TemplateEngine()
    engine_faults = _template_faults(engine)
    context = CheckContext(
        segments=segments,
        template_faults=engine_faults,
        template_paths=engine.paths,
        library=library if library != ContentLibrary() else None,
        contents=ContentMaker(engine_faults),
    )
    if (plan := _plan(data, url, key)) is not None:
        names = replace(names_seen(plan), segments=frozenset(plan.segments))
        context = beside(replace(context, known_names=names), [document for _, document in documents])
        journeys = (context.journeys or frozenset()) | frozenset(plan.journeys)
        context = replace(context, journeys=journeys, programmes=None)  # the plan does not say of which these are
    sandboxed = _sandboxed(data, url, key)
    for path, document in documents:
        faults = check_document(document, context)
        errors += sum(fault.severity == "error" for fault in faults)
        _show(path, faults)
        _say_sandboxed(path, sandboxed_of(document, sandboxed))
    return 1 if errors else 0


def _plan(data: Path | None, url: str, key: str) -> TrackingPlan | None:
    """The names that a server, or a folder in which none runs, has seen; None when neither was given."""
    server = serving(data) if data and not url else None
    if url or server:
        remote = Remote(server.url, server.key) if server else Remote(url, key)
        return msgspec.json.decode(remote.get("/api/tracking-plan"), type=TrackingPlan)
    if data is None:
        return None

    async def read(app: App) -> TrackingPlan:
        return app.studio.tracking_plan.read()

    return with_app(data, read)


def _sandboxed(data: Path | None, url: str, key: str) -> tuple[ChannelName, ...]:
    """The channels that only the sandbox carries, of a server or of a folder in which none runs; () when neither."""
    server = serving(data) if data and not url else None
    if url or server:
        remote = Remote(server.url, server.key) if server else Remote(url, key)
        return msgspec.json.decode(remote.get("/api/providers"), type=ProviderList).sandboxed
    if data is None:
        return ()

    async def read(app: App) -> tuple[ChannelName, ...]:
        return app.directory.routes().sandboxed

    return with_app(data, read)


def _say_sandboxed(path: Path, channels: tuple[ChannelName, ...]) -> None:
    if words := sandbox_words(channels):
        out.print("[yellow]sandbox[/] ", end="")
        out.print(f"{path} {words}", markup=False)


def _published_content(data: Path | None, url: str, key: str) -> ContentLibrary:
    """What a server, or a folder in which none runs, has of templates, blocks and brands."""
    server = serving(data) if data and not url else None
    if url or server:
        remote = Remote(server.url, server.key) if server else Remote(url, key)
        listed = msgspec.json.decode(remote.get("/api/content"), type=ContentList)
    elif data is not None:

        async def read(app: App) -> ContentList:
            return app.studio.content.listing()

        listed = with_app(data, read)
    else:
        return ContentLibrary()
    library = ContentLibrary()
    for line in listed.content:
        document = build_document(line.document)
        if isinstance(document, ContentDocument):
            library = library.with_document(document, line.version)
    return library


def _template_faults(engine: TemplateEngine) -> TemplateCheck:
    def faults(content: Content) -> tuple[TemplateProblem, ...]:
        return (*engine.check(content), *composition_faults(content))

    return faults


def _show(path: Path, faults: tuple[Problem, ...] | tuple[FaultLine, ...]) -> None:
    if not faults:
        out.print("[green]ok[/] ", end="")
        out.print(str(path), markup=False)
    for fault in faults:
        colour = "red" if fault.severity == "error" else "yellow"
        out.print(f"[{colour}]{fault.severity}[/] ", end="")
        out.print(f"{path} {fault.at}: {fault.text} [{fault.code}]", markup=False)


def push(files: list[Path], data: Path | None, url: str, key: str, *, publish: bool, reason: str) -> int:
    """Store documents, publish them when asked, all in one go. Prints a line for each file; 0 when none was refused."""
    found, unread = _readable(files)
    server = serving(data) if data and not url else None
    documents = [document for _, document in found]
    if url or server:
        remote = Remote(server.url, server.key) if server else Remote(url, key)  # our key is for our server alone
        answers = [
            answer
            for batch in _batches(documents)
            for answer in _asked(remote, {"documents": batch, "publish": publish, "reason": reason})
        ]
    elif data is None:
        raise Invalid("target_missing", "Say where to: --data DIR, or --url URL with --key KEY.")
    elif documents:

        async def all_of_them(app: App) -> PushedAll:
            await app.delivery.take_over(app.directory.routes())
            return await app.studio.documents.push_all(documents, publish=publish, reason=reason, by="command line")

        answers = list(with_app(data, all_of_them).documents)
    else:
        answers = []
    refused = [not _print_result(path, answer) for (path, _), answer in zip(found, answers, strict=True)]
    return 1 if unread or any(refused) else 0


def _readable(files: list[Path]) -> tuple[list[tuple[Path, Document]], int]:
    """The documents that can be read, workspace and segments first, and how many files cannot; those are printed."""
    found: list[tuple[Path, Document]] = []
    for path in files:
        try:
            found += read_files([path])
        except LooplineError as error:
            out.print("[red]error[/] ", end="")
            out.print(f"{path} {error}", markup=False)
    return sorted(found, key=lambda pair: ORDER[document_kind(pair[1])]), len(files) - len(found)


def _batches(documents: list[Document]) -> Iterator[list[msgspec.Raw]]:
    """As many documents a request as its body may hold."""
    batch: list[msgspec.Raw] = []
    size = 0
    for document in documents:
        text = msgspec.json.encode(document)
        if batch and size + len(text) > BATCH_BYTES_MAX:
            yield batch
            batch, size = [], 0
        batch.append(msgspec.Raw(text))
        size += len(text) + 1
    if batch:
        yield batch


def _asked(remote: Remote, body: object) -> tuple[PushedOne, ...]:
    return msgspec.json.decode(remote.post("/api/documents/batch", body), type=PushedAll).documents


def _print_result(path: Path, answer: PushedOne) -> bool:
    """Print the result of one file; whether it was taken."""
    pushed, refused = answer.pushed, answer.refused
    if pushed is not None:
        waits = " when the journey is resumed" if pushed.state == "paused" else ""
        stands = f"version {pushed.version} is live{waits}" if pushed.version else f"draft {pushed.revision} stored"
        out.print(f"[green]ok[/] {pushed.kind} {pushed.id}: {stands}")
        _say_sandboxed(path, pushed.sandboxed)
    elif refused is not None and refused.faults:
        _show(path, refused.faults)
    elif refused is not None:
        out.print("[red]error[/] ", end="")
        out.print(f"{path} {refused.text} [{refused.code}]", markup=False)
    return pushed is not None
