"""What a check says and what it may know: faults in plain words, and the names around the document."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Literal, Protocol, TypeAlias

from msgspec import Struct

from loopline.conditions.language import KnownNames
from loopline.model.content.documents import Pinned, Template
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.nodes.experiment import Slot
from loopline.model.nodes.message import Content

Severity = Literal["error", "warning"]


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to mend. `at` is the path in the document, `offset` the character within a condition's text."""

    code: str
    text: str
    at: str = ""
    node: str = ""
    severity: Severity = "error"
    suggestion: str | None = None
    offset: int | None = None


class TemplateProblem(Protocol):
    """What a template engine says of one part of a message; `line` counts from 1, 0 when it is not known."""

    @property
    def code(self) -> str: ...

    @property
    def part(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def line(self) -> int: ...


class ContentFault(Protocol):
    """What is wrong with a template, a block or a brand; `at` is the field, `line` counts from 1 in it (0: none)."""

    @property
    def code(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> str: ...

    @property
    def severity(self) -> Severity: ...


class ContentDesk(Protocol):
    """Those who make content of templates. The room that decides does not know how."""

    def compose(self, template: Template, overrides: Mapping[str, str], library: ContentLibrary) -> Pinned:
        """What a node with these overrides would send. Raises Invalid with a stable code."""

    def faults(self, document: ContentDocument, library: ContentLibrary) -> Iterable[ContentFault]:
        """Everything that is wrong with a document, given what is published beside it."""


TemplateCheck: TypeAlias = Callable[[Content], Iterable[TemplateProblem]]
TemplatePaths: TypeAlias = Callable[[Content], Iterable[str]]


def no_template_faults(_content: Content) -> tuple[TemplateProblem, ...]:
    """The template check of those who have no template engine at hand: nothing is found."""
    return ()


def no_template_paths(_content: Content) -> tuple[str, ...]:
    """What templates read, for those who have no template engine at hand: nothing."""
    return ()


class CheckContext(Struct, frozen=True, kw_only=True):
    """What is known around the document. None and an empty catalog mean "not known": then nothing is said about it.

    `messages` are those of the journeys, as "journey/node". `groups` are the exclusive ones whose rule the
    workspace says, `slots` those of experiments, by journey and node, `programmes` those that any journey is of.
    `confirmation` is the template by which the workspace asks to confirm, `cids` are the files of a call itself.
    """

    known_names: KnownNames = KnownNames()
    journeys: frozenset[str] | None = None
    messages: frozenset[str] = frozenset()
    segments: Mapping[str, str] | None = None
    topics: frozenset[str] | None = None
    groups: frozenset[str] = frozenset()
    slots: Mapping[tuple[str, str], Slot] = {}
    programmes: frozenset[str] | None = None
    transactional_topics: frozenset[str] = frozenset()
    country: str = ""
    countries: tuple[str, ...] = ()
    has_postal_address: bool = False
    confirmation: str = ""
    cids: frozenset[str] = frozenset()
    template_faults: TemplateCheck = no_template_faults
    template_paths: TemplatePaths = no_template_paths
    library: ContentLibrary | None = None
    contents: ContentDesk | None = None


class Findings:
    """Collects the faults of one document, in the order in which they are found."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.faults: list[Problem] = []
        self.node = ""
        self.own_segments: frozenset[str] = frozenset()
        self.own_traits: frozenset[str] = frozenset()
        self.own_lists: frozenset[str] = frozenset()
        self.own_journey = ""
        self.sending_nodes: tuple[str, ...] = ()
        self.answering_nodes: tuple[str, ...] = ()

    def error(self, code: str, text: str, at: str, suggestion: str | None = None, offset: int | None = None) -> None:
        """Something that would not work; it must be mended before the document is published."""
        fault = Problem(code=code, text=text, at=at, node=self.node, suggestion=suggestion, offset=offset)
        self.faults.append(fault)

    def warn(self, code: str, text: str, at: str, suggestion: str | None = None, offset: int | None = None) -> None:
        """Something that works, but most likely not as it was meant."""
        fault = Problem(
            code=code, text=text, at=at, node=self.node, suggestion=suggestion, offset=offset, severity="warning"
        )
        self.faults.append(fault)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, if one is close."""
    close = get_close_matches(name, sorted(known), n=1)
    return close[0] if close else None


def meant(suggestion: str | None, otherwise: str) -> str:
    """The sentence that offers the suggestion, or the next step when there is none."""
    return f'Did you mean "{suggestion}"?' if suggestion else otherwise
