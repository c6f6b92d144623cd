"""Planted faults about what facts say of people; the rest stands in faults.py."""

from msgspec.structs import replace

from loopline.model import fact as facts
from loopline.runtime.engine import transaction
from loopline.signals.lists import of_person
from tests.simulation.policy_faults import Fault, Patch


def facts_forgotten(patch: Patch) -> None:
    """Ends without a reason of their own leave no fact."""
    real = transaction.TransactionBuilder._place
    patch.setattr(
        transaction.TransactionBuilder,
        "_place",
        lambda self, facts, at: real(self, [fact for fact in facts if fact.reason != "completed"], at),
    )


def what_is_gone_is_not_said(patch: Patch) -> None:
    """A fact of a person names what is new, and not the traits and lists that are gone."""
    real = facts._changed
    patch.setattr(facts, "_changed", lambda old, new: [name for name in real(old, new) if name in new])


def a_list_is_not_said(patch: Patch) -> None:
    """Whoever is put on a list or taken off it has a fact that says nothing of it."""
    real = facts.person_fact
    patch.setattr(
        of_person,
        "person_fact",
        lambda before, after, at, reason="": real(replace(before, lists=after.lists), after, at, reason),
    )


ABOUT_FACTS: tuple[Fault, ...] = (facts_forgotten, what_is_gone_is_not_said, a_list_is_not_said)
