"""`loopline push` and `loopline check`: documents in files, checked, stored and published."""

from pathlib import Path

import msgspec
from rich.console import Console

from loopline.app import App
from loopline.channels.template_engine import TemplateEngine
from loopline.commands.local import Remote, serving, with_app
from loopline.decisions.check import check_document
from loopline.decisions.check_fault import CheckContext, Fault, TemplateCheck, TemplateFault
from loopline.decisions.document import read_document
from loopline.model.errors import Invalid, LooplineError, Missing
from loopline.model.journey import Content, Document, Segment
from loopline.office import FaultsFound, Published

out = Console(stderr=True, highlight=False)
FILE_BYTES_MAX = 1_000_000
ORDER = {"workspace": 0, "segment": 1, "journey": 2}


def read_files(files: list[Path]) -> list[tuple[Path, Document]]:
    """The documents in files, workspace and segments first. Raises Missing `file_missing`, Invalid."""
    found = [(path, read_document(_text(path), str(path))) for path in files]
    return sorted(found, key=lambda pair: ORDER[type(pair[1]).__name__.lower()])


def _text(path: Path) -> bytes:
    if not path.is_file():
        raise Missing("file_missing", f"There is no file {path}.")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise Invalid("file_too_large", f"{path} is larger than a document may be.")
    return path.read_bytes()


def check(files: list[Path]) -> int:
    """Print every fault of every file; 0 when none is an error."""
    errors = 0
    documents: list[tuple[Path, Document]] = []
    for path in files:
        try:
            documents += read_files([path])
        except LooplineError as error:
            errors += 1
            out.print(f"[red]error[/] {error}", markup=True)
    context = CheckContext(
        segments={d.id: d.when for _, d in documents if isinstance(d, Segment)} or None,
        template_faults=_template_faults(),
    )
    for path, document in documents:
        faults = check_document(document, context)
        errors += sum(fault.severity == "error" for fault in faults)
        _show(path, faults)
    return 1 if errors else 0


def _template_faults() -> TemplateCheck:
    engine = TemplateEngine()

    def faults(content: Content) -> tuple[TemplateFault, ...]:
        return tuple(engine.check(content))

    return faults


def _show(path: Path, faults: tuple[Fault, ...]) -> None:
    if not faults:
        out.print(f"[green]ok[/] {path}")
    for fault in faults:
        colour = "red" if fault.severity == "error" else "yellow"
        out.print(f"[{colour}]{fault.severity}[/] {path} ", end="")
        out.print(f"{fault.at}: {fault.text} [{fault.code}]", markup=False)


def push(files: list[Path], data: Path | None, url: str, key: str, *, publish: bool, reason: str) -> int:
    """Store documents, publish them when asked. Prints what became of each."""
    documents = read_files(files)
    server = serving(data) if data and not url else None
    if url or server:
        remote = Remote(server.url, server.key) if server else Remote(url, key)  # our key is for our server alone
        for _, document in documents:
            body = {"document": document, "publish": publish, "reason": reason}
            _tell(msgspec.json.decode(remote.post("/api/documents", body), type=Published))
        return 0
    if data is None:
        raise Invalid("target_missing", "Say where to: --data DIR, or --url URL with --key KEY.")

    async def all_of_them(app: App) -> int:
        for path, document in documents:
            try:
                _tell(await app.office.push(document, publish=publish, reason=reason, by="command line"))
            except FaultsFound as found:
                _show(path, found.faults)
                return 1
        return 0

    return with_app(data, all_of_them)


def _tell(published: Published) -> None:
    state = f"version {published.version} is live" if published.version else f"draft {published.revision} stored"
    out.print(f"[green]ok[/] {published.kind} {published.id}: {state}")
