"""What happens to the account itself asks it who enters: no member triggers, and it chooses as when one had."""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.conditions.language import Condition, Scope
from loopline.conditions.members.of_account import scope_of_account
from loopline.decisions.accounts.choosing import answer_ask, refuse
from loopline.decisions.evidence import evidence
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.triggers.condition_triggers import ConditionTrigger
from loopline.model.accounts.account import Account
from loopline.model.effect import Effect
from loopline.model.entry.trigger import opened_by_account
from loopline.model.fact import Fact
from loopline.model.ids import stable_id
from loopline.model.localtime import zone_in_use
from loopline.model.signal import EventReceived
from loopline.model.signals.members import AccountAsked

KEY_CHARACTERS: Final = 200
_decode: Final = msgspec.json.Decoder().decode


def entered_by_event(account: Account, event: EventReceived, published: PublishedSet, effects: list[Effect]) -> Account:
    """The account once every journey that its event opens has been asked for, the highest priority first."""
    versions = published.triggers.get(opened_by_account(event.name), ()) if event.trust != "silent" else ()
    for version in versions:
        account = _asked(account, event, version, published, effects)
    return account


def _asked(
    account: Account, event: EventReceived, version: JourneyVersion, published: PublishedSet, effects: list[Effect]
) -> Account:
    properties: Any = _decode(event.properties)
    scope = replace(
        _scope(account, event.received_at, published), event=properties, entry=properties, event_name=event.name
    )
    asked = AccountAsked(
        key=account.key,
        id=stable_id("asked", account.key, version.id, event.id, str(event.received_at)),
        at=event.received_at,
        received_at=event.received_at,
        journey=version.id,
        person="",
        name=event.name,
        entry=event.properties,
        entry_key=_key(version, scope),
        began_at=event.at,
    )
    effects.append(_asked_fact(asked, version))
    if event.received_at - event.at > version.lateness_ms:
        refuse(effects, account, asked, version, "too_late", {"late_ms": event.received_at - event.at})
        return account
    ways = [one.where for one in version.triggers if one.trigger.account_event == event.name]
    if (objection := _objection(version.where, scope) or _first_objection(ways, scope)) is not None:
        refuse(effects, account, asked, version, *objection)
        return account
    return answer_ask(account, asked, published, effects)


def entered_by_trigger(
    account: Account, one: ConditionTrigger, cause: str, now: int, published: PublishedSet, effects: list[Effect]
) -> Account:
    """The account once the journey of a trigger that has turned by now (ms) has been asked for; `cause` names why."""
    version = published.live[one.journey]
    trigger = version.triggers[one.place]
    scope = _scope(account, now, published)
    asked = AccountAsked(
        key=account.key,
        id=stable_id("asked", account.key, one.key, cause, str(now)),
        at=now,
        received_at=now,
        journey=version.id,
        person="",
        name=trigger.trigger.label,
        entry_key=_key(version, scope),
        began_at=now,
    )
    effects.append(_asked_fact(asked, version))
    if (objection := _objection(version.where, scope) or _objection(trigger.where, scope)) is not None:
        refuse(effects, account, asked, version, *objection)
        return account
    return answer_ask(account, asked, published, effects)


def _scope(account: Account, now: int, published: PublishedSet) -> Scope:
    return scope_of_account(account, now, zone_in_use("", published.workspace.zone), published.segments)


def _asked_fact(asked: AccountAsked, version: JourneyVersion) -> Fact:
    return Fact(
        kind="asked",
        person="",
        at=asked.at,
        name=asked.name,
        journey=version.id,
        version=version.version,
        account=asked.key,
        key=asked.entry_key,
    )


def _first_objection(ways: list[Condition | None], scope: Scope) -> tuple[NotEnteredReason, dict[str, Any]] | None:
    """Why no way in lets it in; None where one does."""
    objections = [_objection(one, scope) for one in ways]
    return None if not objections or None in objections else objections[0]


def _objection(where: Condition | None, scope: Scope) -> tuple[NotEnteredReason, dict[str, Any]] | None:
    truth = where.evaluate(scope) if where is not None else True
    if where is None or truth is True:
        return None
    return "filter_unknown" if truth is None else "filter_false", evidence(where, truth, scope)


def _key(version: JourneyVersion, scope: Scope) -> str:
    value = version.key.of_entry().look(scope) if version.key is not None else None
    text = "" if value is None else str(value)
    return text if len(text) <= KEY_CHARACTERS else stable_id(text)
