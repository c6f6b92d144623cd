"""The signal by which one shard tells another what its decisions mean for keys of that one."""

from loopline.model.signals.header import SignalHeader


class ShardTold(SignalHeader, frozen=True, kw_only=True, gc=False, tag="shard_told", array_like=True):
    """Another shard's telling: `words` is the MessagePack of a list of signals, all for keys of the shard that hears.

    The tellings of a `source` are numbered from 1 on and arrive in their order; a number that was heard before is
    heard no more. `knows` is how many publications the source knew of. The key is that of the publications, because
    this concerns a shard and no person.
    """

    source: int
    number: int
    knows: int
    words: bytes
