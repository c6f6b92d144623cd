"""Planted faults about whom is believed, and about what leaves the stores; the rest stands in faults.py."""

from typing import Any

from loopline.pipeline import advance
from loopline.runtime.engine import pass_input
from loopline.signals.people import browser
from loopline.storage import memory
from loopline.storage.transaction_rules import FINAL
from tests.simulation.policy_faults import Fault, Patch


def browsers_give_back_what_was_refused(patch: Patch) -> None:
    """Whoever reads a page gives consent in the place of those who refused it."""
    patch.setattr(browser, "_consent", lambda person, signal, effects: signal)


def browsers_are_believed_whom_they_link(patch: Patch) -> None:
    """Whoever reads a page makes one of two known people."""
    patch.setattr(
        advance, "BROWSER_LIMITED", tuple(one for one in browser.BROWSER_LIMITED if one.__name__ != "PersonLinked")
    )


def the_log_is_read_from_its_beginning(patch: Patch) -> None:
    """What was decided is looked at again, as if it were there for ever."""
    real = pass_input.ReadAhead._read

    def read(self: Any, wanted: int) -> None:
        self._log.read(0, 1)
        real(self, wanted)

    patch.setattr(pass_input.ReadAhead, "_read", read)


def open_messages_are_pruned(patch: Patch) -> None:
    """Whatever is old enough leaves the outbox, settled or not."""
    patch.setattr(memory, "FINAL", (*FINAL, "pending", "unknown"))


ABOUT_UPKEEP: tuple[Fault, ...] = (
    browsers_give_back_what_was_refused,
    browsers_are_believed_whom_they_link,
    the_log_is_read_from_its_beginning,
    open_messages_are_pruned,
)
