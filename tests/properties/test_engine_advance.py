"""Properties of `advance` on generated worlds: the same in, the same out, and nothing that came in is changed."""

from collections.abc import Iterator

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.decisions.published import PublishedSet
from loopline.lab.simulator.worlds import world_of
from loopline.model.person import Person
from loopline.model.signal import PublicationSignal, Signal
from loopline.pipeline.advance import advance
from loopline.runtime.engine.cache import encode
from loopline.runtime.engine.publication import announce
from loopline.runtime.engine.transaction import TransactionBuilder

ALIVE = st.integers(0, 10_000)
_effects = msgspec.json.Encoder()


def lived(seed: int) -> Iterator[tuple[Person, Signal, PublishedSet, dict[str, Person]]]:
    """Each signal of a world for a person, as they stand before it; whoever asks puts them back as they stand after."""
    published, people, builder = PublishedSet(), dict[str, Person](), TransactionBuilder(0)
    for _, batch in world_of(seed).batches:
        for signal in batch:
            if isinstance(signal, PublicationSignal):
                published = announce(published, signal, builder)
            else:
                yield people.get(signal.key) or Person(key=signal.key, traits={}), signal, published, people


@settings(max_examples=25)
@given(ALIVE)
def test_advance_is_deterministic_and_leaves_its_input_alone(seed: int) -> None:
    for person, signal, published, people in lived(seed):
        before = encode(person)
        (first, effects), (second, others) = (advance(person, signal, published, signal.received_at) for _ in range(2))
        assert encode(person) == before, "a frozen value was changed"
        assert encode(first) == encode(second)
        assert _effects.encode(effects) == _effects.encode(others)
        people[signal.key] = first


@settings(max_examples=25)
@given(ALIVE)
def test_a_person_survives_its_bytes(seed: int) -> None:
    people: dict[str, Person] = {}
    for person, signal, published, people in lived(seed):
        people[signal.key], _ = advance(person, signal, published, signal.received_at)
    for person in people.values():
        assert msgspec.msgpack.decode(encode(person), type=Person) == person
