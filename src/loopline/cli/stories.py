"""`loopline test`: stories in files, run in virtual time."""

from pathlib import Path

from rich.console import Console

from loopline.cli.documents import read_files
from loopline.lab.stories.run import read_stories, run_story
from loopline.model.errors import Missing
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.ports import Log, State
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.storage.memory import MemoryLog, MemoryState
from loopline.studio.gallery.read import ALL, load

out = Console(stderr=True, highlight=False)


def test(files: list[Path], documents: list[Path]) -> int:
    """Run every story of every file; 0 when all passed. Documents by id, our templates among them."""
    known: dict[str, Document] = {name: load(name) for name in ALL}
    known |= {_name(document): document for _, document in read_files(documents)}
    failed = run = 0
    engine = TemplateEngine()
    for path in files:
        if not path.is_file():
            raise Missing("file_missing", f"There is no file {path}.")
        for story in read_stories(path.read_text(encoding="utf-8")):
            outcome = run_story(story, known, stores, engine)
            run += 1
            failed += not outcome.passed
            out.print("[green]ok[/]  " if outcome.passed else "[red]not[/] ", end="")
            out.print(f"{path.stem}: {outcome.title}", markup=False)
            if not outcome.passed:
                out.print(outcome.text, markup=False)
    out.print(f"{run - failed} of {run} stories passed.", markup=False)
    return 1 if failed else 0


def _name(document: Document) -> str:
    """How a story names a document; what its journeys send may have the name of one of them."""
    return (
        document.id
        if isinstance(document, Journey | Segment | Workspace)
        else f"{type(document).__name__}/{document.id}"
    )


def stores() -> tuple[Log, State]:
    """An empty log and state in memory."""
    return MemoryLog(), MemoryState()
