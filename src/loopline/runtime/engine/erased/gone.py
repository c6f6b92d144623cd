"""Forgotten people and addresses as the loop holds them, and how they are stored: under a digest, without letters."""

from collections.abc import Sequence

from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import Address, refusal_word
from loopline.model.addresses.normal import ADDRESS, address_key, is_device
from loopline.model.admission.ledger import entries_key
from loopline.model.effect import MarkMessage
from loopline.model.erased.digest import GONE
from loopline.model.ids import ACCOUNT
from loopline.model.keyed.ledger import OFFER, SHELF
from loopline.model.keyed.states import KeyState
from loopline.model.person import Person
from loopline.model.signal import ConsentChanged, PersonReleased, ReceiptReceived, Signal
from loopline.model.signals.addresses import AddressSpoken
from loopline.model.signals.admission import AdmissionAnswered, AdmissionReturned
from loopline.pipeline.advance import marks_of
from loopline.signals.forgetting.person import is_forgotten, tombstone
from loopline.signals.people.identity import nothing_to_hand_over


def may_be_gone(key: str) -> bool:
    """Whether this is the key of something that can be forgotten."""
    if key.startswith(ADDRESS):
        return not is_device(key)
    return not key.startswith((ACCOUNT, OFFER, SHELF, GONE))


def is_gone(state: KeyState) -> bool:
    """Whether no letter of this is to be stored."""
    if isinstance(state, Address):
        return state.is_forgotten and not state.members
    return is_forgotten(state)


def gone_record(state: KeyState, key: str) -> Address:
    """What is stored of it under this key of a digest: what it refused, if it is an address."""
    if isinstance(state, Address):
        return Address(key=key, words=state.words, version=state.version, lifted_at=state.lifted_at, is_forgotten=True)
    return Address(key=key, is_forgotten=True)


def found_gone(key: str, stored: Address) -> Person | Address:
    """What is held in memory of a key whose digest was found."""
    if not key.startswith(ADDRESS):
        return tombstone(key)
    return Address(key=key, words=stored.words, version=stored.version, lifted_at=stored.lifted_at, is_forgotten=True)


def marks_left(signal: Signal, published: PublishedSet) -> Sequence[MarkMessage]:
    """What a signal to somebody forgotten still says of messages: it may be of a batch with those of others."""
    return marks_of(signal, published)


def answered_for(signal: Signal) -> Sequence[Signal]:
    """What a signal to somebody forgotten still brings about. A refusal by an old link is the address's, as ever; and
    whoever waits for an answer hears that there is nothing to hand over. A place in a journey is somebody else's."""
    if isinstance(signal, AdmissionAnswered) and signal.let_in_at:
        return (_place_back(signal),)
    if isinstance(signal, PersonReleased):
        return (nothing_to_hand_over(signal),)
    word = _refused(signal)
    if not word or not isinstance(signal, ReceiptReceived | ConsentChanged):
        return ()
    key = address_key(signal.channel, signal.address)
    said = AddressSpoken(
        key=key, id=f"{signal.id}:{key}", at=signal.at, received_at=signal.received_at, words=(word,), by="person"
    )
    return (said,) if key else ()


def _place_back(signal: AdmissionAnswered) -> AdmissionReturned:
    return AdmissionReturned(
        key=entries_key(signal.journey),
        id=f"{signal.id}/back",
        at=signal.at,
        received_at=signal.received_at,
        let_in_at=signal.let_in_at,
    )


def _refused(signal: Signal) -> str:
    """The word by which an address is refused; "" where it is not, or where nothing says which."""
    match signal:
        case ReceiptReceived(kind="unsubscribed", address=address, topic=topic) if address:
            return refusal_word(topic)
        case ReceiptReceived(kind="complained", address=address) if address:
            return "complained"
        case ConsentChanged(allowed=False, address=address, topic=topic) if address:
            return refusal_word(topic)
        case _:
            return ""
