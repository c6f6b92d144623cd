"""Why somebody got nothing while a journey was paused: the reason of the pause is in the answer."""

from loopline.reports.measured.pauses import with_pause
from loopline.reports.why import explain_messages
from tests.reports.measured.books import NAME, changed
from tests.reports.programmes.worlds import Book
from tests.runtime.parts import DAY, NOON

REASON = 'Guardrail "left" is broken (people who unsubscribed): 12 of 40 treated.'


def why(book: Book, person: str) -> str:
    facts = book.carried(NOON + 9 * DAY)
    try:
        return with_pause(facts, explain_messages(facts, person, NAME), "Nudge").answer
    finally:
        facts.close()


def known() -> Book:
    book = Book()
    for person in ("ann", "ben", "eve"):
        book.write("event", person, NOON, name="began")
    changed(book, "paused", NOON + DAY, REASON)
    return book


def test_whom_the_pause_refused_hears_by_which_evidence() -> None:
    book = known()
    book.write("not_entered", "ann", NOON + 2 * DAY, journey=NAME, reason="journey_paused")
    changed(book, "live", NOON + 3 * DAY)
    changed(book, "paused", NOON + 4 * DAY, "Later, for another reason.")
    assert "was paused by Loopline on" in why(book, "ann") and "12 of 40" in why(book, "ann")


def test_nobody_enters_a_paused_journey_and_it_is_said_so() -> None:
    assert why(known(), "ben").startswith("Has not entered, and nobody does while the journey is paused.")
    assert 'The journey "Nudge" was paused by Loopline' in why(known(), "ben")


def test_an_operators_pause_is_not_called_ours_and_a_live_journey_says_nothing() -> None:
    book = known()
    changed(book, "live", NOON + 3 * DAY)
    assert "paused" not in why(book, "eve")
    changed(book, "paused", NOON + 4 * DAY)
    assert "was paused on" in why(book, "eve") and "by Loopline" not in why(book, "eve")
