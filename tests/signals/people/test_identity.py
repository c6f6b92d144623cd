"""Two people who turn out to be one: whoever asks for people finds one of them."""

from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import PersonAbsorbed, PersonLinked
from loopline.signals.people.identity import fold_absorb, fold_link, fold_release

NOW = 1_772_366_400_000


def test_a_merge_takes_the_other_off_the_people_and_states_the_one_anew() -> None:
    effects: list[Effect] = []
    ann = fold_link(
        Person(key="ann", traits={}), PersonLinked(key="ann", id="l", at=NOW, received_at=NOW, other="~a"), effects
    )
    (release,) = [effect.signal for effect in effects if isinstance(effect, EmitSignal)]
    effects.clear()
    stone = fold_release(Person(key="~a", traits={"name": "Ann"}), release, effects)  # type: ignore[arg-type]
    (told,) = [effect.signal for effect in effects if isinstance(effect, EmitSignal)]
    assert isinstance(told, PersonAbsorbed)
    effects.clear()
    ann, _ = fold_absorb(ann, told, effects)
    stated = [(fact.person, fact.reason) for fact in effects if isinstance(fact, Fact) and fact.kind == "person"]
    assert (stone.merged_into, ann.traits) == ("ann", {"name": "Ann"})
    assert stated == [("~a", "merged"), ("ann", "absorbed")]
