"""What lapses by time alone: nothing of a person who has nothing that could."""

from loopline.model.consent.proof import Proof
from loopline.model.consent.wishes import ConsentRecord, PendingWord
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.pipeline.due.lapses import without_lapsed


def test_a_word_that_nobody_confirmed_lapses_at_its_time() -> None:
    word = PendingWord(asked="x", at=1, expires_at=10, address="a@example.test", source="api", proof=Proof("api"))
    ann = Person(key="ann", traits={}, consent_record=ConsentRecord(pending={"email": word}))
    effects: list[Effect] = []
    assert without_lapsed(ann, 9, effects) is ann and not effects
    after = without_lapsed(ann, 10, effects)
    assert after is not ann and effects and without_lapsed(after, 10, []) is after


def test_nothing_lapses_of_who_has_nothing() -> None:
    ann = Person(key="ann", traits={})
    assert without_lapsed(ann, 10, []) is ann
