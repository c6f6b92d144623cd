"""What an account asks of its members before it answers one of them: who is inside, and of whom a rule is true."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.accounts.passage import MEMBERS_ASKED_MAX, HeldPlace
from loopline.model.effect import EmitSignal
from loopline.model.signals.members import AccountAsked, PlaceAsked


def asked_whether_inside(inside: Iterable[HeldPlace], asked: AccountAsked) -> Iterator[EmitSignal]:
    """Those who are inside answer first, and then the ask comes again.

    Signals go before timers when the loop is late, so the time at which one of them was to leave may have passed.
    """
    for place in inside:
        yield _place_asked(place.person, place.id, asked)
    yield EmitSignal(replace(asked, id=f"{asked.id}/again", again=True))


def asked_of_rules(account: Account, asked: AccountAsked) -> Iterator[EmitSignal]:
    """After a publish the members are asked of its rules first, and then the ask comes again.

    It reaches each of them in its own time, so an account may be asked while nobody has said yet whom a rule fits.
    """
    for member in account.members[:MEMBERS_ASKED_MAX]:
        yield _place_asked(member, "", asked)
    yield EmitSignal(replace(asked, id=f"{asked.id}/known"))


def _place_asked(person: str, place: str, asked: AccountAsked) -> EmitSignal:
    at, received_at = asked.at, asked.received_at
    id = f"{place or person}/{asked.id}"
    return EmitSignal(
        PlaceAsked(
            key=person, id=id, at=at, received_at=received_at, account=asked.key, journey=asked.journey, place=place
        )
    )
