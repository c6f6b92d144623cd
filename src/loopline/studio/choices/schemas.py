"""Choose nodes: what is asked of a policy, and what came of it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from loopline.learning.choosing.figures import ChoiceReport, Move

PolicyAct = Literal["look", "random"]


class PolicyBody(Struct, frozen=True, forbid_unknown_fields=True):
    """`look` weighs what is known by now, as the daily look does; `random` ends whatever rule there is, for a reason,
    and no other is tried for four weeks."""

    act: PolicyAct = "look"
    reason: Annotated[str, Meta(max_length=500)] = ""


class PolicyLook(Struct, frozen=True):
    """What a look led to and why, in words; `version` is that of the policy that holds now (0: none was stated)."""

    move: Move
    words: str
    version: int


class ChoiceReports(Struct, frozen=True):
    """The choose nodes of a journey, in the order of its document."""

    choices: tuple[ChoiceReport, ...]
