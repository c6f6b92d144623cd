"""The keys of a journey's entries and of the pages of its queue."""

from loopline.model.admission.ledger import (
    PAGES,
    QUEUE_MAX,
    TICKETS_OF_PAGE,
    EntryLedger,
    QueuePage,
    entries_key,
    page_key,
)
from loopline.model.keyed.states import ledger_state, ledger_state_lost


def test_each_key_has_its_state() -> None:
    assert ledger_state(entries_key("j")) == EntryLedger(key="!entries/j")
    assert ledger_state(page_key("j", 7, 300)) == QueuePage(key="!queue/j/7/2")


def test_a_page_is_used_again_when_all_others_have_been_and_holds_no_two_turns() -> None:
    assert page_key("j", 0, TICKETS_OF_PAGE * PAGES) == page_key("j", 0, 0)
    assert page_key("j", 0, QUEUE_MAX) != page_key("j", 0, 0)


def test_a_lost_ledger_is_not_an_empty_one() -> None:
    lost = ledger_state_lost(entries_key("j"))
    assert isinstance(lost, EntryLedger) and lost.is_lost
    assert EntryLedger(key="!entries/j", head=3, tail=9).waiting == 6
