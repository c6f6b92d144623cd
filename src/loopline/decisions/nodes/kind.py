"""The questions that the house asks of a kind of node. Each kind answers all of them, in a folder of its own."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, cast

from msgspec.structs import replace

from loopline.conditions.language import Condition, compile_condition
from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.narrate import moment
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Transition
from loopline.model.journey import Journey
from loopline.model.message import Sending
from loopline.model.nodes import Node
from loopline.model.person import Enrollment

N = TypeVar("N", bound=Node)
Edge: TypeAlias = tuple[str, str | None]
"""A way out of a node: the field that holds it, and the node it leads to (None: the journey ends)."""

KINDS: dict[type[Any], "type[AnyKind]"] = {}
"""The kind of each struct of `Node`; a kind enters here by `class MessageKind(Kind[Message], of=Message)`."""


class Kind(ABC, Generic[N]):
    """A node with all that its kind knows about it, made from the document once for each published version.

    Every question is abstract, so a kind that forgets one cannot be made (mark it `@final`: mypy sees it). Kinds at
    which nobody waits take the answers of `PassesThrough`.
    """

    keeps_answer: ClassVar[bool] = False
    """Whether an answer of this node can be asked for in later conditions, as `answer("node", "field")`."""

    def __init_subclass__(cls, of: type[Any] | None = None) -> None:
        super().__init_subclass__()
        if of is not None:
            KINDS[of] = cls

    def __init__(self, id: str, node: N) -> None:
        self.id, self.node = id, node

    # About the document: these read the node alone and raise nothing, however faulty it is.

    @abstractmethod
    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Report what is wrong with the node; `at` is its path in the document."""

    @abstractmethod
    def edges(self) -> tuple[Edge, ...]:
        """Every way out, in the order in which people read them."""

    @abstractmethod
    def instant(self) -> frozenset[str]:
        """The nodes to which people can go on from here without any time passing."""

    @abstractmethod
    def condition_texts(self) -> tuple[str, ...]:
        """The conditions of this node as they are written; those that are left out may be empty texts."""

    def sending(self) -> Sending | None:
        """What the node sends, and what a failure leads to; None when it sends nothing."""
        return None

    @classmethod
    def sends(cls) -> bool:
        """Whether nodes of this kind send: asked of drafts too, whose channel may not be one."""
        return cls.sending is not Kind.sending

    def writes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The traits and the lists that the node changes."""
        return (), ()

    def arm_weights(self) -> Mapping[str, float]:
        """The planned weight of each arm, for reports; empty when the node has no arms."""
        return {}

    # Compiled once, before the first person comes.

    def compile(self) -> None:
        """Compile what decisions need. Raises Invalid with a stable code; `check` explains every fault."""
        self.conditions()

    def conditions(self) -> tuple[Condition, ...]:
        """The compiled conditions of the node: what they count is remembered of people."""
        return self._conditions

    @cached_property
    def _conditions(self) -> tuple[Condition, ...]:
        return tuple(compile_condition(text) for text in self.condition_texts() if text)

    # About an enrollment at this node.

    @abstractmethod
    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """What happens to an enrollment that has just come to the node."""

    @abstractmethod
    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """What the change in hand means to an enrollment that waits here; None: nothing. `due`: its own time came."""

    @abstractmethod
    def suspended(self, ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
        """While the journey is paused nobody moves: the enrollment with what the change would have ended kept."""

    @abstractmethod
    def migrated(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition | None:
        """The transition of a waiting enrollment when a new version has changed this node; None: it stays as it is."""

    @abstractmethod
    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """Whether a signal can move on an enrollment that has no wake-up; if not, it is stranded."""

    def waits_at_gate(self, enrollment: Enrollment) -> bool:
        """Whether what waits here was held back by the gate, so that other rules could let it go."""
        return False

    @abstractmethod
    def waiting_for(self, enrollment: Enrollment) -> str:
        """One sentence about what a waiting enrollment waits for, for people to read."""


AnyKind: TypeAlias = Kind[Any]


class PassesThrough(Kind[N]):
    """The answers of a kind at which nobody waits.

    Somebody can stand here all the same, when a new version put such a node in the place of a wait: when their time
    comes, they arrive.
    """

    def instant(self) -> frozenset[str]:
        """Every way out."""
        return frozenset(target for _, target in self.edges() if target is not None)

    def condition_texts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """Arrive when the time has come for which the enrollment waited at the node that stood here before."""
        return self.arrive(ctx, version, enrollment) if due else None

    def suspended(self, ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
        """Unchanged."""
        return enrollment

    def migrated(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition | None:
        """Nothing."""
        return None

    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """Never."""
        return False

    def waiting_for(self, enrollment: Enrollment) -> str:
        """Only its time."""
        latest = until(enrollment)
        return f"Waits{latest}." if latest else "Goes on with the next signal."


def kind_at(version: JourneyVersion, node: str) -> AnyKind | None:
    """The compiled node of this id; None when the version has none."""
    return cast("AnyKind | None", version.nodes.get(node))


def until(enrollment: Enrollment) -> str:
    """The time of the wake-up in words, such as " until 2026-03-01 09:00 UTC"; "" without one."""
    return f" until {moment(enrollment.wake_at)}" if enrollment.wake_at is not None else ""


def with_pending(enrollment: Enrollment, reason: str, now: int) -> Enrollment:
    """The enrollment with what has ended its wait kept until the pause is over; unchanged when nothing has."""
    if not reason or enrollment.waiting is None:
        return enrollment
    return replace(enrollment, waiting=replace(enrollment.waiting, at=now, pending_reason=reason), wake_at=now)


def policy_edge(field: str, policy: str) -> tuple[Edge, ...]:
    """The way out that a policy opens: none for go_on, the end for exit, else the node that it names."""
    return () if policy == "go_on" else ((field, None if policy == "exit" else policy),)
