"""Checks documents against what is published, and many of them against each other."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from loopline.api.errors import DetailedError
from loopline.conditions.language import KnownNames
from loopline.conditions.text import text_of
from loopline.conditions.tree import Home, Path
from loopline.decisions.checks.findings import CheckContext, ContentDesk, Problem, TemplateCheck
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.uses import messages_named, written_by
from loopline.decisions.published import PublishedSet
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.content.library import ContentLibrary
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Invalid
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.mail.files import File
from loopline.model.nodes.experiment import slots_of
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model
from loopline.studio.documents.schemas import FaultLine, FaultList
from loopline.studio.tracking_plan.schemas import TrackingPlan

FAULTS_SHOWN: Final = 20
ORDER: Final = (Segment, Workspace, Model, MetricDocument, Catalog, Feed, File, Offer, Brand, Block, Template, Journey)
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


def names_seen(plan: TrackingPlan) -> KnownNames:
    """The names that signals have carried, with the types of what they held."""
    types = {text_of_trait(path, "person"): seen.declared or seen.type for path, seen in plan.traits.items()}
    types |= {text_of_trait(path, "account"): seen.type for path, seen in plan.account_traits.items()}
    return KnownNames(
        traits=frozenset(plan.traits),
        events=frozenset(event.name for event in plan.events),
        account_traits=frozenset(plan.account_traits),
        lists=frozenset(plan.lists),
        types=types,
        properties={event.name: frozenset(event.properties) for event in plan.events},
    )


def text_of_trait(path: str, home: Home) -> str:
    """A dotted path of the tracking plan as conditions write it."""
    return text_of(Path(home, tuple(path.split("."))))


def context_of(
    published: PublishedSet, seen: KnownNames, template_faults: TemplateCheck, contents: ContentDesk | None = None
) -> CheckContext:
    """The context of a document: everything that is published, and the names that signals have carried."""
    journeys = [version.journey for version in published.live.values()]
    segments = [segment for _, segment in published.segment_documents.values()]
    known = CheckContext(
        journeys=frozenset(),
        segments={},
        template_faults=template_faults,
        known_names=seen,
        library=published.content,
        contents=contents,
    )
    return beside(known, [published.workspace, *segments, *journeys])


def beside(context: CheckContext, documents: Iterable[Document]) -> CheckContext:
    """The context once these documents are published too."""
    topics, segments, journeys = context.topics, dict(context.segments or {}), set(context.journeys or ())
    messages, slots = context.messages, dict(context.slots)
    library, groups, programmes = context.library, context.groups, set(context.programmes or ())
    names, of_workspace = context.known_names, (context.transactional_topics, context.country)
    countries, has_address, confirmation = context.countries, context.has_postal_address, context.confirmation
    for document in documents:
        match document:
            case Workspace():
                topics, groups = frozenset(document.topics) or None, frozenset(document.exclusive)
                freed = frozenset(name for name, topic in document.topics.items() if topic.transactional)
                of_workspace = (freed, document.country)
                countries, has_address = document.countries, bool(document.postal_address.strip())
                confirmation = document.double_opt_in.template
            case Segment():
                segments[document.id] = document.when
            case Journey():
                journeys.add(document.id)
                slots = {place: one for place, one in slots.items() if place[0] != document.id}
                slots |= slots_of(document.id, document.nodes)
                messages |= messages_named(document)
                programmes.add(document.programme)
                names = with_written(names, document)
            case Template() | Block() | Brand() | Catalog() | Feed() | File() | Offer() | Model() | MetricDocument():
                library = (library or ContentLibrary()).with_document(document)
    return CheckContext(
        known_names=replace(names, segments=frozenset(segments)),
        journeys=frozenset(journeys),
        messages=messages,
        segments=segments,
        topics=topics,
        groups=groups,
        slots=slots,
        programmes=frozenset(programmes - {""}),
        transactional_topics=of_workspace[0],
        country=of_workspace[1],
        countries=countries,
        has_postal_address=has_address,
        confirmation=confirmation,
        template_faults=context.template_faults,
        template_paths=context.template_paths,
        library=library,
        contents=context.contents,
    )


def with_written(names: KnownNames, journey: Journey) -> KnownNames:
    """The names with what a journey writes; where no trait or list is known at all, nothing is said about any."""
    traits, lists = written_by(journey)
    return replace(
        names,
        traits=names.traits | traits if names.traits else names.traits,
        lists=names.lists | lists if names.lists else names.lists,
    )


def refused(document: Document, context: CheckContext) -> ProblemsFound | None:
    """Why a document cannot be published; None when it can."""
    faults = check_document(document, context)
    return ProblemsFound(faults) if any(fault.severity == "error" for fault in faults) else None


def check_all(documents: Mapping[int, Document], context: CheckContext) -> dict[int, ProblemsFound | None]:
    """The refusal of each, in the order in which they can be published: rules, segments, content, then journeys."""
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
