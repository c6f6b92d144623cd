"""What members did while they were members, as their account remembers it: as a person remembers her own."""

from loopline.conditions.accounts.asked import MembersAsked
from loopline.model.accounts.account import Account
from loopline.model.signal import EventReceived, HistoryBackfilled
from loopline.model.signals.members import MemberDid
from loopline.signals.people.amounts import backfilled
from loopline.signals.people.engagement import event_counted
from loopline.signals.people.history import backfill, remember


def with_event(account: Account, did: MemberDid | EventReceived, asked: MembersAsked) -> Account:
    """The account with one more event, of a member or its own, wherever a question looks at such events."""
    if did.name in asked.observed:
        account = remember(account, did.name, did.at, asked.observed[did.name], did.received_at)
    if did.name not in asked.counted:
        return account
    event = EventReceived(
        key=did.key, id=did.id, name=did.name, at=did.at, received_at=did.received_at, properties=did.properties
    )
    return event_counted(account, event, asked.counted, asked.observed)


def told_past(account: Account, told: HistoryBackfilled) -> Account:
    """The account with the past of its members beside what it remembers; no name: it is asked its questions alone."""
    if not told.name:
        return account
    if told.amounts is not None:
        return backfilled(account, told.name, told.amounts)
    return backfill(account, told.name, told.times, told.count, told.first)
