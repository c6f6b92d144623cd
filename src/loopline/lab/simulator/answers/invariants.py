"""What must hold of accounts that are asked what their members did: answers are true, and members know them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from loopline.conditions.language import Condition, Scope, compile_condition
from loopline.decisions.publish import compile_journey
from loopline.lab.simulator.history import CheckedWorld
from loopline.model.accounts.account import Account
from loopline.model.ids import shown_id
from loopline.model.journey import Document, Journey, Segment
from loopline.model.localtime import zone_in_use
from loopline.model.person import Person
from loopline.runtime.engine.cache import decode

_read: Final = msgspec.json.Decoder(Document).decode


def members_know_what_accounts_answer(case: CheckedWorld) -> Iterator[str]:
    """Each member has heard what her account answers now, and nothing of another one."""
    states = [decode(record) for record in case.played.records]
    accounts = {one.key: one for one in states if isinstance(one, Account)}
    for person in states:
        if not isinstance(person, Person) or not person.account or person.merged_into:
            continue
        account = accounts.get(person.account)
        told = account.told_answers() if account is not None and person.key in account.members else None
        if account is not None and person.key in account.members and person.account_answers != told:
            yield f"{person.key} knows {person.account_answers} of {person.account}, which answers {told}"


def answers_are_what_the_facts_say(case: CheckedWorld) -> Iterator[str]:
    """Each answer is what comes of the events of those who were members then, since somebody began to ask for them."""
    questions, since = _asked(case)
    if not questions:
        return
    zone, now = zone_in_use("", case.played.oracle.workspace.zone), max(at for _, at in case.played.commits)
    times: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for fact in case.played.facts:
        if fact.kind == "event" and fact.account and fact.position > since.get(fact.name, fact.position):
            times[fact.account][fact.name].append(fact.at)
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for fact in case.played.facts:
        if fact.kind == "list" and not fact.person:
            (lists[fact.account].add if fact.reason == "added" else lists[fact.account].discard)(fact.name)
    for account in map(decode, case.played.records):
        if not isinstance(account, Account):
            continue
        scope = Scope(
            account=account.traits,
            account_id=shown_id(account.key),
            history={name: sorted(found) for name, found in times[account.key].items()},
            lists=lists[account.key],
            now=now,
            zone=zone,
        )
        for key, answer in (account.answers or {}).items():
            if answer.at is not None and answer.at <= now:
                yield f"{account.key} was to answer {questions[key].text} anew at {answer.at}"
            elif (truth := questions[key].evaluate(scope)) is not answer.truth:
                yield f"{account.key} answers {answer.truth} to {questions[key].text}, and it is {truth}"


def _asked(case: CheckedWorld) -> tuple[Mapping[str, Condition], Mapping[str, int]]:
    """All questions of all journeys, and from which place of the log on each event is remembered for them."""
    published = {
        (fact.journey, fact.version): fact.position
        for fact in case.played.facts
        if fact.kind == "published" and fact.name == "journey"
    }
    questions: dict[str, Condition] = {}
    since: dict[str, int] = {}
    for stored in case.played.documents:
        document = _read(stored.document) if stored.kind in ("journey", "segment") else None
        if isinstance(document, Segment):  # those of the simulator count nothing over members
            questions |= compile_condition(document.when).of_account
        place = published.get((stored.name, stored.version))
        if not isinstance(document, Journey) or place is None:
            continue
        for condition in compile_journey(document, stored.version).conditions:
            questions |= condition.of_account
            for name in {name for one in condition.of_account.values() for name in one.windows}:
                since[name] = min(place, since.get(name, place))
    return questions, since


ABOUT_ANSWERS: Final = (members_know_what_accounts_answer, answers_are_what_the_facts_say)
