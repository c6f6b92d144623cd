"""Checks documents against what is published, and many of them against each other."""

from collections.abc import Iterable, Mapping
from typing import Final

from loopline.api.errors import DetailedError
from loopline.conditions.language import KnownNames
from loopline.decisions.checks.findings import CheckContext, Problem, TemplateCheck
from loopline.decisions.documents.check import check_document
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.studio.documents.schemas import FaultLine, FaultList

FAULTS_SHOWN: Final = 20
ORDER: Final = (Workspace, Segment, Journey)
"""Each kind may use those before it, so it is checked and published after them."""


class ProblemsFound(Invalid, DetailedError):
    """A document with faults was not published; `faults` are all of them."""

    def __init__(self, faults: Iterable[Problem]) -> None:
        self.faults = tuple(faults)
        self.lines: tuple[FaultLine, ...] = FaultList.of(self.faults).faults
        self.details = {"faults": self.lines}
        errors = [fault for fault in self.faults if fault.severity == "error"]
        text = "; ".join(f"{fault.at}: {fault.text}" for fault in errors[:FAULTS_SHOWN])
        super().__init__("journey_faults", f"{len(errors)} to correct before this can be published. {text}")


def context_of(published: PublishedSet, template_faults: TemplateCheck) -> CheckContext:
    """The context of a document: everything that is published."""
    journeys = [version.journey for version in published.live.values()]
    segments = [segment for _, segment in published.segment_documents.values()]
    known = CheckContext(journeys=frozenset(), segments={}, template_faults=template_faults)
    return beside(known, [published.workspace, *segments, *journeys])


def beside(context: CheckContext, documents: Iterable[Document]) -> CheckContext:
    """The context once these documents are published too."""
    topics, segments, journeys = context.topics, dict(context.segments or {}), set(context.journeys or ())
    for document in documents:
        match document:
            case Workspace():
                topics = frozenset(document.topics) or None
            case Segment():
                segments[document.id] = document.when
            case Journey():
                journeys.add(document.id)
    return CheckContext(
        known_names=KnownNames(segments=frozenset(segments)) if segments else KnownNames(),
        journeys=frozenset(journeys),
        segments=segments,
        topics=topics,
        template_faults=context.template_faults,
    )


def refused(document: Document, context: CheckContext) -> ProblemsFound | None:
    """Why a document cannot be published; None when it can."""
    faults = check_document(document, context)
    return ProblemsFound(faults) if any(fault.severity == "error" for fault in faults) else None


def check_all(documents: Mapping[int, Document], context: CheckContext) -> dict[int, ProblemsFound | None]:
    """The refusal of each, in the order in which they can be published: rules, segments, then journeys."""
    bad: dict[int, ProblemsFound] = {}
    order: list[int] = []
    for kind in ORDER:
        left = {number: document for number, document in documents.items() if isinstance(document, kind)}
        while True:
            together = beside(context, left.values())
            found = {n: why for n, document in left.items() if (why := refused(document, together)) is not None}
            left = {n: document for n, document in left.items() if n not in found}
            bad |= found
            if not found or kind is Journey:  # to hand over to a journey that does not exist is a warning
                break
        context = beside(context, left.values())
        order += left
    return {**dict.fromkeys(order), **bad}
