"""Keeps what comes for a person who rests, until the merge under way is through."""

from loopline.decisions.published import PublishedSet
from loopline.model.person import Person
from loopline.model.signal import Signal
from loopline.pipeline.advance import marks_of
from loopline.runtime.engine.cache import CachedState
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.people.resting import kept, rests


def keep_while_resting(
    target: CachedState,
    addressed: CachedState,
    signal: Signal,
    digest: bytes,
    builder: TransactionBuilder,
    published: PublishedSet,
) -> bool:
    """Whether a signal waits for the answers that `target` awaits; then it is kept.

    What it says of a message of the outbox holds at once. A tombstone that it was addressed to remembers its id.
    """
    person = target.state
    if not isinstance(person, Person) or not rests(person, signal):
        return False
    target.state = kept(person, signal)
    builder.cached[person.key] = target
    builder.marks += marks_of(signal, published)
    builder.bytes += len(target.state.stash[-1]) if target.state.stash else 0
    if digest and target is not addressed:
        addressed.seen.add(digest)
        builder.cached[addressed.state.key] = addressed
    return True
