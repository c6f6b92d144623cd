"""A shelf of codes: each is taken once, however it is written, and handed out once; a lost shelf does neither."""

from msgspec.structs import replace

from loopline.decisions.offers.shelf import advance_shelf
from loopline.model.effect import EmitSignal
from loopline.model.keyed.ledger import SHELF_MAX, CodeShelf, shelf_key
from loopline.model.keyed.states import ledger_state_lost
from loopline.model.signals.offers import CodesAsked, CodesCounted, CodesHanded, CodesStated
from tests.decisions.offers.played import AT, shelf_at


def stated(*codes: str) -> CodesStated:
    key = shelf_key("ten", 1)
    return CodesStated(key=key, id=f"{codes}", at=AT, received_at=AT, offer="ten", number=1, codes=codes)


def asked(count: int) -> CodesAsked:
    key = shelf_key("ten", 1)
    return CodesAsked(key=key, id=f"a{count}", at=AT, received_at=AT, offer="ten", number=1, count=count)


def test_codes_are_taken_once_and_handed_out_once() -> None:
    shelf, (counted,) = advance_shelf(shelf_at(1), stated("A", "B", "a ", "C"))
    assert isinstance(counted, EmitSignal) and isinstance(counted.signal, CodesCounted)
    assert (counted.signal.fresh, counted.signal.known) == (3, 1)
    shelf, (handed,) = advance_shelf(shelf, asked(2))
    assert isinstance(handed, EmitSignal) and isinstance(handed.signal, CodesHanded)
    assert handed.signal.codes == ("A", "B")
    shelf, (again,) = advance_shelf(shelf, stated("b", "C", "D"))
    assert isinstance(again, EmitSignal) and isinstance(again.signal, CodesCounted)
    assert (again.signal.fresh, shelf.codes) == (1, ("C", "D")), "one that was handed out is known for ever"


def test_a_shelf_is_bounded() -> None:
    shelf, _ = advance_shelf(shelf_at(1), stated(*(f"C{number}" for number in range(SHELF_MAX + 5))))
    assert len(shelf.codes) == SHELF_MAX


def test_a_shelf_whose_record_was_dropped_takes_and_gives_nothing() -> None:
    lost = ledger_state_lost(shelf_key("ten", 1))
    assert isinstance(lost, CodeShelf)
    shelf, _ = advance_shelf(lost, stated("A"))
    assert shelf.codes == ()
    assert advance_shelf(shelf, replace(stated("A"), id="x"))[0].codes == ()
