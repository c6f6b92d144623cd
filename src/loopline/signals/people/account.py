"""An account is a state machine of the same kind, fed by its members' signals."""

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact, late_fact, quality_fact, trait_facts
from loopline.model.person import Account
from loopline.model.signal import AccountChanged, MemberJoined, Signal
from loopline.model.traits import ACCOUNT_TRAITS_BYTES, FULL, state_traits

MEMBERS_MAX = 50_000
MEMBERS_CHARACTERS = 1 << 20
"""Characters of the ids of all members."""
_json = Encoder()


def advance_account(account: Account, signal: Signal) -> tuple[Account, list[Effect]]:
    """The account after a member joined, left or stated its traits; a change notifies every member in the same turn."""
    effects: list[Effect] = []
    if not isinstance(signal, MemberJoined):
        return account, effects
    if signal.left:
        return replace(account, members=tuple(m for m in account.members if m != signal.person)), effects
    found = state_traits(account.traits, account.trait_times, signal.traits, signal.at, ACCOUNT_TRAITS_BYTES)
    traits, changed = found.traits, found.changed
    effects.extend(trait_facts(account.key, signal.received_at, found.conflicts, "account_too_big"))
    if found.late:
        effects.append(late_fact(account.key, signal.received_at, found.late))
    members = account.members
    if signal.person not in members:
        if len(members) < MEMBERS_MAX and sum(map(len, members)) + len(signal.person) <= MEMBERS_CHARACTERS:
            members = (*members, signal.person)
        else:
            effects.append(
                quality_fact(account.key, signal.received_at, "account_too_big", signal.person, FULL, "a member")
            )
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
