"""Story tests: given a person, when these signals come at these times, expect these messages; in virtual time."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.decisions.begin.opened import opened_journeys
from loopline.delivery.content.compose import pin_journey
from loopline.lab.stories.acts import Cast, signal_of
from loopline.lab.stories.expectations import Seen, relevant, seen_in
from loopline.lab.stories.items import StoryItems
from loopline.lab.stories.lookups import StoryEngine
from loopline.lab.stories.offers import offers_opened
from loopline.lab.stories.read import FAILS, Story, read_stories, read_story
from loopline.lab.virtual_time import Stores, Virtual
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.entry.holdout import GlobalHoldout, Holdout
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.journey import Document, Journey, Workspace
from loopline.model.message import Accepted, Outcome, Refused, UnknownPolicy
from loopline.model.nodes import Node
from loopline.model.nodes.choose import Choose
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.message import WITHHELD, Message
from loopline.model.nodes.split import Branch, Split
from loopline.model.nodes.wait import BEST_HOUR, BestHour, Wait
from loopline.model.records import OutboxRow, document_kind
from loopline.model.signal import DocumentPublished, Signal
from loopline.pipeline.attempts import Engine

__all__ = ["Story", "StoryOutcome", "read_stories", "read_story", "run_story"]

NOTHING = "-"
NO_ANSWERS: Final[Mapping[str, Any]] = MappingProxyType({})


class StoryOutcome(Struct, frozen=True):
    """Whether the story passed; `text` shows expected and got side by side."""

    title: str
    passed: bool
    text: str
    expected: tuple[str, ...]
    got: tuple[str, ...]


class Willing:
    """A provider that takes everything at once, and answers as the story says, by node."""

    unknown_policy: UnknownPolicy = "ask"

    def __init__(self, answers: Mapping[str, Any] = NO_ANSWERS) -> None:
        self._answers = answers

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        """Accepts, but for what a story has fail."""
        return [self._one(self._answers.get(row.message.node)) for row in rows]

    def _one(self, answer: Any) -> Outcome:
        if answer == FAILS:
            return Refused("http_404", "the story has it fail")
        return Accepted(answer=msgspec.json.encode(answer) if answer is not None else b"")

    def ask(self, key: str) -> Outcome:
        """Says that it was accepted."""
        return Accepted()


def run_story(story: Story, documents: Mapping[str, Document], stores: Stores, engine: Engine) -> StoryOutcome:
    """Run a story and compare. `documents` by id, `stores` makes an empty log and state (memory will do).

    `engine` renders each message, so a story refuses what the server would refuse.

    Raises Invalid `story_invalid` when the story names a journey or a person that is not there.
    """
    cast = Cast(story, documents)
    log, state = stores()
    engine = StoryEngine(engine, story, [*documents.values(), *cast.documents])
    stage = Virtual(log, state, Willing(story.answers), cast.start, engine=engine)
    stage.accept(
        [
            publish_signal(
                with_assignments(story, pinned_in([*documents.values(), *cast.documents], one)), 1, cast.start
            )
            for one in cast.documents
        ]
    )
    stage.accept(offers_opened(story, cast))
    stage.accept(cast.introduce())
    items = StoryItems(story, cast)
    for at, line in cast.timeline():
        stage.move_to(at)
        if items.changes(line):
            stage.accept(items.signals(line, at, stage.facts, tuple(opened_journeys(stage.loop.published))))
        else:
            stage.accept([signal_of(line, at, cast, stage.facts)])
    stage.move_to(cast.until)
    seen = seen_in(stage.facts, cast)
    return outcome_of(story, cast, relevant(seen, story.expect))


def pinned_in(documents: Sequence[Document], document: Document) -> Document:
    """The document; a journey with what it sends of the templates among the story's documents."""
    if not isinstance(document, Journey):
        return document
    library = ContentLibrary()
    for one in documents:
        if isinstance(one, ContentDocument):
            library = library.with_document(one, 1)
    return pin_journey(document, library)


def with_assignments(story: Story, document: Document) -> Document:
    """The document as the story has it: holdout and arms are stated in the story, not left to a hash."""
    match document:
        case Journey():
            nodes = {name: _assigned(node, story.arms.get(name, "")) for name, node in document.nodes.items()}
            share = Holdout(percent=100.0 if story.held_out == "journey" else 0.0)
            return msgspec.structs.replace(document, nodes=nodes, holdout=share)
        case Workspace():
            spared = GlobalHoldout(percent=100.0 if story.held_out == "global" else 0.0)
            return msgspec.structs.replace(document, holdout=spared)
        case _:
            return document


def _assigned(node: Node, arm: str) -> Node:
    """A node that gives this arm to everybody. A message leaves, unless the story withholds it."""
    match node:
        case Experiment() if arm:
            return msgspec.structs.replace(node, winner=arm, exclusive=None)
        case Choose() if arm:
            options = [one for one in node.options if one.name == arm]
            taken = tuple(Branch(name=one.name, when=one.when or "1 == 1", then=one.then) for one in options)
            return Split(name=node.name, branches=taken, otherwise=node.otherwise)
        case Wait(best_hour=BestHour() as best):
            share = 100.0 if arm == BEST_HOUR else 0.0
            return msgspec.structs.replace(node, best_hour=msgspec.structs.replace(best, share=share))
        case Message():
            return msgspec.structs.replace(node, holdout=Holdout(percent=100.0 if arm == WITHHELD else 0.0))
        case _:
            return node


def publish_signal(document: Document, version: int, at: int) -> Signal:
    """The signal that makes a document live."""
    kind, text = document_kind(document), msgspec.json.encode(document)
    return DocumentPublished(
        key=PUBLISHED_KEY,
        id=f"{kind}/{document.id}/{version}",
        at=at,
        received_at=at,
        kind=kind,
        name=document.id,
        version=version,
        document=text,
    )


def outcome_of(story: Story, cast: Cast, seen: Sequence[Seen]) -> StoryOutcome:
    """Expected and got, in the order of time; lines of one moment in any order."""
    got = sorted((one.at, cast.line(one.at, one.who, one.text)) for one in seen)
    expected = sorted((cast.moment(line), cast.line(cast.moment(line), line.who, line.text())) for line in story.expect)
    passed = got == expected
    rows = _rows(expected, got)
    return StoryOutcome(
        title=story.title,
        passed=passed,
        text=f"{'passed' if passed else 'FAILED'}: {story.title}\n{_table(rows)}",
        expected=tuple(text for _, text in expected),
        got=tuple(text for _, text in got),
    )


def _rows(expected: list[tuple[int, str]], got: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """The two lists beside each other: equal lines share a row, the others stand alone at their time."""
    both = sorted({*expected, *got})
    rows: list[tuple[str, str]] = []
    for line in both:
        mine, theirs = [line[1]] * expected.count(line), [line[1]] * got.count(line)
        rows += [(left or NOTHING, right or NOTHING) for left, right in zip_longest(mine, theirs)]
    return rows


def _table(rows: list[tuple[str, str]]) -> str:
    width = max([len(left) for left, _ in rows] + [len("expected")])
    lines = [f"    {'expected':<{width}}   got"]
    lines += [f"  {' ' if left == right else '!'} {left:<{width}}   {right}" for left, right in rows]
    return "\n".join(lines)
