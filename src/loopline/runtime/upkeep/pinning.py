"""What a publish pins: journeys with the content they send, and the live ones that follow what is published anew."""

from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from loopline.decisions.checks.metrics import guard_faults
from loopline.decisions.documents.read import without_pins
from loopline.decisions.published import PublishedSet
from loopline.delivery.content.compose import pin_journey, uses_content
from loopline.delivery.content.dependents import dependents_of
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import BRAND, Block, Brand, Template
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.entry.metric import MetricDocument, PinnedMetric
from loopline.model.errors import Conflict, Invalid
from loopline.model.journey import Document, Journey, Segment, Workspace
from loopline.model.mail.files import File
from loopline.model.offers.document import Offer
from loopline.model.records import document_kind
from loopline.model.scoring.documents import Model

Versions = Mapping[str, tuple[int, int, Mapping[str, int], Mapping[str, int], int]]


def pin_whole(journey: Journey, library: ContentLibrary) -> Journey:
    """The journey with what its nodes send now, and with the metrics that it names. Raises Invalid, at the place."""
    found: dict[str, PinnedMetric] = {}
    for name, metric in journey.metrics.items():
        if metric.metric:
            known = library.metrics.get(metric.metric)
            if known is None:
                text = f'There is no metric "{metric.metric[:60]}"; publish it first.'
                raise Invalid("metric_not_published", text, at=f"metrics.{name}.metric")
            found[metric.metric] = PinnedMetric(version=known[0], document=known[1])
    return replace(pin_journey(journey, library), pinned_metrics=found)


def pinned(documents: Sequence[Document], published: PublishedSet) -> tuple[list[Document], list[Journey]]:
    """The documents with their journeys pinned, and the live journeys that use what is new of them, pinned anew.

    A follower keeps its document: only what it sends changes. Raises Invalid, and Conflict `content_in_use` when a
    follower could not send what it would be given.
    """
    library = published.content
    _check_unused(documents, published)
    for document in documents:
        if isinstance(document, ContentDocument):
            library = library.with_document(document, _next_version(library, published, document))
    given = [_as_live(pin_whole(one, library), published) if isinstance(one, Journey) else one for one in documents]
    if library is published.content:
        return given, []
    named = {document.id for document in documents if isinstance(document, Journey)}
    changed = [one for one in documents if isinstance(one, ContentDocument)]
    return given, list(_followers(library, published, changed, named))


def _check_unused(documents: Sequence[Document], published: PublishedSet) -> None:
    """What is archived is used by nothing that stands once all of these are published. Raises `content_in_use`."""
    gone = [one for one in documents if isinstance(one, ContentDocument) and one.archived]
    if not gone:
        return
    library, workspace = published.content, published.workspace
    journeys = {name: one.journey for name, one in published.live.items() if published.states.get(name) != "stopped"}
    for document in documents:
        match document:
            case Journey():
                journeys[document.id] = document
            case Workspace():
                workspace = document
            case Segment():
                pass
            case _:
                library = library.with_document(replace(document, archived=False))
    goes = {f"template {one.id}" for one in gone if isinstance(one, Template)}
    for one in gone:
        left = [name for name in dependents_of(one, journeys.values(), workspace, library) if name not in goes]
        if left:
            what = f'{document_kind(one).capitalize()} "{one.id}" is used by {", ".join(left)}'
            raise Conflict("content_in_use", f"{what}. Take it out there, or archive them with it.", at="archived")


def _next_version(library: ContentLibrary, published: PublishedSet, document: ContentDocument) -> int:
    kind = document_kind(document)
    known = library.newest(kind, document.id)
    unreadable = published.newest_unreadable(kind, document.id)
    newest = max(known[0] if known else 0, unreadable)
    return newest if known and known[1] == document and unreadable <= known[0] else newest + 1


def _followers(
    library: ContentLibrary,
    published: PublishedSet,
    changed: Sequence[ContentDocument],
    named: Set[str],
) -> Iterator[Journey]:
    for name, version in sorted(published.live.items()):
        if name in named or published.states.get(name) == "stopped":
            continue
        if not any(sends(version.journey, one, library) for one in changed):
            continue
        try:
            anew = pin_whole(version.journey, library)
            _check_guarded(anew, changed)
        except Invalid as error:
            text = f'Journey "{name}" uses it and could not go on with it: {error.text} Publish both together.'
            raise Conflict("content_in_use", text, at=error.at) from None
        if versions_of(anew) != versions_of(version.journey):
            yield anew


def _check_guarded(journey: Journey, changed: Sequence[ContentDocument]) -> None:
    """Its guardrails guard by what their metrics count now. Raises Invalid, at the place."""
    named = {one.metric for one in journey.metrics.values()}
    if any(isinstance(one, MetricDocument) and one.id in named for one in changed):
        for fault in guard_faults(journey):
            raise Invalid(fault.code, fault.text, at=fault.at)


def sends(journey: Journey, document: ContentDocument, library: ContentLibrary) -> bool:
    """Whether a published journey sends something that this document is a part of, or is compared by it."""
    if isinstance(document, MetricDocument):
        return any(one.metric == document.id for one in journey.metrics.values())
    for name, node in uses_content(journey).items():
        pin, known = journey.pins.get(name), library.templates.get(node.template)
        found = False
        match document:
            case Template():
                found = node.template == document.id
            case Block():
                found = pin is not None and document.id in pin.blocks
            case Brand():
                name_of_it = BRAND if node.mjml else known[1].brand or BRAND if known else ""
                found = name_of_it == document.id
            case File():
                found = pin is not None and document.id in pin.files
            case Offer():
                found = node.offer == document.id
            case Catalog() | Feed() | Model():  # they are asked at the send, and pinned by nobody
                return False
        if found:
            return True
    return False


def _as_live(journey: Journey, published: PublishedSet) -> Journey:
    """The live document, byte for byte, when this one says the same and pins the same versions.

    So a newer compiler makes no new version of what nobody has changed.
    """
    live = published.live.get(journey.id)
    if live is None or versions_of(live.journey) != versions_of(journey):
        return journey
    return live.journey if without_pins(live.journey) == without_pins(journey) else journey


def versions_of(journey: Journey) -> tuple[Versions, Mapping[str, int]]:
    """The versions of the documents that each node's content was made of, and of the metrics that it names."""
    pins, metrics = journey.pins.items(), journey.pinned_metrics.items()
    content = {node: (pin.template, pin.brand, pin.blocks, pin.files, pin.offer_version) for node, pin in pins}
    return content, {name: pin.version for name, pin in metrics}
