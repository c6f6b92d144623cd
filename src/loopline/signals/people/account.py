"""An account is a state machine of the same kind, fed by its members' signals."""

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, late_fact, quality_fact
from loopline.model.person import Account
from loopline.model.signal import AccountChanged, MemberJoined, Signal
from loopline.model.traits import state_traits

MEMBERS_MAX = 50_000
_json = Encoder()


def advance_account(account: Account, signal: Signal) -> tuple[Account, list[Effect]]:
    """The account after a member joined, left or stated its traits; a change notifies every member in the same turn."""
    effects: list[Effect] = []
    if not isinstance(signal, MemberJoined):
        return account, effects
    if signal.left:
        return replace(account, members=tuple(m for m in account.members if m != signal.person)), effects
    found = state_traits(account.traits, account.trait_times, signal.traits, signal.at)
    traits, changed = found.traits, found.changed
    for name, was, now in found.conflicts:
        effects.append(quality_fact(account.key, signal.received_at, "trait_type", name, was, now))
    if found.late:
        effects.append(late_fact(account.key, signal.received_at, found.late))
    members = account.members
    if signal.person not in members and len(members) < MEMBERS_MAX:
        members = (*members, signal.person)
    if changed or len(members) != len(account.members):
        data = Raw(_json.encode({"traits": traits, "members": len(members)}))
        effects.append(Fact(kind="account", person="", account=account.key, at=signal.at, data=data))
    notified = (*(m for m in members if m != signal.person), signal.person) if changed else (signal.person,)
    effects.extend(EmitSignal(_notice(account.key, member, signal, traits)) for member in notified)
    return replace(account, traits=traits, trait_times=found.times, members=members), effects


def _notice(account: str, member: str, signal: MemberJoined, traits: dict[str, object]) -> AccountChanged:
    return AccountChanged(
        key=member,
        id=f"{signal.id}:{account}",
        at=signal.at,
        received_at=signal.received_at,
        account=account,
        traits=traits,
    )
