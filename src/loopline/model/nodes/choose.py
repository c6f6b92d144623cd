"""The choose node: one of several options for each passage, or nothing, by a policy that learns."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of
from loopline.model.nodes.node import Named

NOTHING: Final = "nothing"
"""The name of the option in which nothing is done. It is always there, and no other option has its name."""

Stage = Literal["random", "best", "groups", "learned"]
"""How a policy chooses: at random; the option that is best on the whole; that of each group; by what is known."""

STAGES: Final = get_args(Stage)
Reward = Literal["conversion", "value"]
REWARDS: Final = get_args(Reward)


class Option(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One option; `when` says of whom it may be chosen at all, "" of everybody."""

    name: str
    when: str = ""
    then: str | None = None


class ChoiceGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A group of people of whom the policy may learn apart from the others: the first whose condition is true."""

    name: str
    when: str


class Choose(Named, frozen=True, kw_only=True, tag="choose", tag_field="kind"):
    """One of the options that a person may have, or nothing (`otherwise`), by a policy that learns from the goal.

    `nothing` is the least share (percent) for which nothing is done. `by` are groups, `context` numeric fields that a
    policy may go by; `up_to` is the last stage that it may reach.
    """

    options: tuple[Option, ...]
    otherwise: str | None = None
    nothing: float = 5.0
    by: tuple[ChoiceGroup, ...] = ()
    context: tuple[str, ...] = ()
    reward: Annotated[str, one_of(Reward)] = "conversion"
    up_to: Annotated[str, one_of(Stage)] = "learned"
