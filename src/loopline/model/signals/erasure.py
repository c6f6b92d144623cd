"""The signals by which a person is forgotten."""

from loopline.model.signals.header import SignalHeader


class PersonForgotten(SignalHeader, frozen=True, kw_only=True, gc=False, tag="forgotten", array_like=True):
    """A person is to be forgotten: all that is remembered under `key` goes, and nothing is taken for that id again.

    `alias` is a random name that says nothing of her: what stays counted stays under it. `addresses` are keys of
    addresses that she had before those which she holds now.
    """

    alias: str
    addresses: tuple[str, ...] = ()


class ErasureAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="erasure", array_like=True):
    """Somebody was forgotten just before; `key` is the alias. It decides nothing: the newest entry of a log always
    stays, and behind this one the entries that name her can leave."""


ErasureSignal = PersonForgotten | ErasureAsked
