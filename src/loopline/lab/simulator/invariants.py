"""What must hold in every world, whatever its faults: each a function from a finished world to its breaches."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from loopline.lab.simulator.account_invariants import ABOUT_ACCOUNTS
from loopline.lab.simulator.carrier_invariants import ABOUT_CARRIERS
from loopline.lab.simulator.groups.exits import RULE
from loopline.lab.simulator.history import CheckedWorld
from loopline.lab.simulator.memberships.invariants import ABOUT_LISTS
from loopline.lab.simulator.message_invariants import ABOUT_MESSAGES
from loopline.lab.simulator.policy_invariants import (
    nobody_stands_beside_what_ends_it,
    nobody_steps_while_an_exit_holds,
    nothing_is_sent_while_an_exit_holds,
    priority_goes_first,
    waits_follow_their_date,
    waits_keep_their_time,
)
from loopline.lab.simulator.rivals.group_invariants import ABOUT_GROUPS
from loopline.lab.simulator.rivals.hold_invariants import ABOUT_HOLDS
from loopline.lab.simulator.runner import PlayedWorld
from loopline.lab.simulator.traces import EnrollmentTrace, traced
from loopline.model.accounts.account import Account
from loopline.model.duration import parse_duration
from loopline.model.fact import Fact, fold_person, whole_fact
from loopline.model.nodes.experiment import Experiment
from loopline.model.person import Person
from loopline.model.signal import DocumentPublished, EventReceived
from loopline.runtime.engine.account_versions import with_traits
from loopline.runtime.engine.cache import decode
from loopline.runtime.upkeep.stranded import sweep


def breaches(played: PlayedWorld) -> list[str]:
    """Every breach in a world, each with the name of its invariant."""
    history, groups = traced(played.facts)
    case = CheckedWorld(played, history, groups)
    return [f"{check.__name__}: {text}" for check in INVARIANTS for text in check(case)]


def facts_tell_one_story(case: CheckedWorld) -> Iterator[str]:
    """No enrollment moves before its entry or after its end."""
    yield from case.history.faults


def one_end_each(case: CheckedWorld) -> Iterator[str]:
    """An enrollment ends once, or it is still open in the state of exactly one person."""
    still_open: Counter[str] = Counter()
    for record in case.played.records:
        person = decode(record)
        if isinstance(person, Person):
            still_open.update(enrollment.id for enrollment in person.enrollments)
    for trace in case.history.traces.values():
        count = len(trace.ended) + still_open.pop(trace.id, 0)
        if count != 1:
            yield f"{trace.id} of {trace.person} has {len(trace.ended)} ends, {count} in all"
    for identity in still_open:
        yield f"{identity} is open but never entered"


def nobody_is_stranded(case: CheckedWorld) -> Iterator[str]:
    """The sweeper finds nobody."""
    virtual = case.played.virtual
    for found in sweep(case.played.records, virtual.loop.published, virtual.clock.now()):
        yield f"{found.why}: {found.person} at {found.journey}.{found.node}"


def counted_once(case: CheckedWorld) -> Iterator[str]:
    """Each message id is one event, however often it came."""
    counts = Counter(fact.key for fact in case.played.facts if fact.kind == "event")
    told = {signal.id for signal in case.played.signals if isinstance(signal, EventReceived)}
    for identity in sorted(told | set(counts)):
        if counts[identity] != 1:
            yield f"{identity} counts {counts[identity]} times"


def exits_act_at_once(case: CheckedWorld) -> Iterator[str]:
    """An exit on an event ends enrollments that are open when it is processed, unless the event is older."""
    for group in case.groups:
        events = [fact for fact in group.facts if fact.kind == "event"]
        for trace in group.open_before if events else ():
            exits = {rule.on: rule for rule in case.exits_of(case.journey(trace)) if rule.on and not rule.where}
            names = {fact.name for fact in events if fact.at >= began(trace)}
            if names & exits.keys() and not any(fact in group.facts for fact in trace.ended):
                yield f"{trace.id} stays in spite of {sorted(names & exits.keys())}"


def exits_heed_nothing_older(case: CheckedWorld) -> Iterator[str]:
    """An exit on an event heeds no event from before the entry."""
    for group in case.groups:
        events = [fact for fact in group.facts if fact.kind == "event"]
        for fact in group.facts:
            if fact.kind != "exited" or not fact.reason.startswith(RULE):
                continue
            trace = case.history.traces[fact.enrollment]
            rules = (*case.journey(trace).exits, *case.played.oracle.workspace.exits)
            rule = next(rule for rule in rules if rule.reason == fact.reason)
            if rule.on and not trace.by_account and any(event.at < began(trace) for event in events):
                yield f"{trace.id} left by {rule.on} from before its entry"


def began(trace: EnrollmentTrace) -> int:
    """When the entry event happened (ms); where no event opened the journey, when the person entered."""
    entered, trigger = trace.entered, trace.trigger
    return entered.at if trigger is None or entered.name != trigger.name else min(entered.at, trigger.at)


def entries_keep_the_rules(case: CheckedWorld) -> Iterator[str]:
    """Re-entry policies, lateness and pauses."""
    for trace in case.history.traces.values():
        entered, trigger, entry = trace.entered, trace.trigger, case.journey(trace).entry
        yield from _reentry(case, trace) if entry.account is None else ()
        if trace.state_then != "live":
            yield f"{trace.id} entered a journey that is {trace.state_then}"
        waited = entry.limits.any  # its event may have been long ago
        if waited or trace.by_account or entered.name in {"handoff", *(one.label for one in entry.triggers)}:
            continue
        if trigger is None or trigger.name not in entry.events:
            yield f"{trace.id} entered without its event"
        elif entered.decided_at - trigger.at > parse_duration(entry.lateness):
            yield f"{trace.id} entered by an event that was too late"


def _reentry(case: CheckedWorld, trace: EnrollmentTrace) -> Iterator[str]:
    rule = case.journey(trace).entry.reentry
    versions = [journey for (name, _), journey in case.played.oracle.journeys.items() if name == trace.entered.journey]
    if trace.earlier is None or any(journey.entry.reentry.key for journey in versions):
        return
    if trace.open_then and not rule.concurrent:
        yield f"{trace.id} entered beside an open enrollment"
    if rule.policy == "once":
        yield f"{trace.id} entered a second time"
    if rule.policy == "after" and trace.entered.at - trace.earlier < parse_duration(rule.after):
        yield f"{trace.id} entered again too soon"


def a_stop_ends_every_enrollment(case: CheckedWorld) -> Iterator[str]:
    """Enrollments that are open when a journey stops end in that moment, whatever is published after it."""
    for stop in case.state_facts("stopped"):
        for trace in case.history.traces.values():
            if trace.entered.journey != stop.journey or trace.entered.position > stop.position:
                continue
            if not trace.ended or (trace.ended[0].position > stop.position and trace.ended[0].at != stop.at):
                yield f"{trace.id} of {trace.person} goes on after its journey stopped at {stop.at}"


def versions_stay_frozen(case: CheckedWorld) -> Iterator[str]:
    """People stay on the version that they entered, and every version reads as it was published."""
    stored = {(d.kind, d.name, d.version): d.document for d in case.played.documents}
    for signal in case.played.signals:
        if not isinstance(signal, DocumentPublished):
            continue
        if stored.get((signal.kind, signal.name, signal.version)) != signal.document:
            yield f"{signal.kind} {signal.name} {signal.version} is not what was published"
    for trace in case.history.traces.values():
        nodes = case.journey(trace).nodes
        for fact in (*trace.nodes, *trace.ended):
            if fact.version != trace.entered.version or fact.reason in ("node_missing", "version_missing"):
                yield f"{trace.id} left its version at {fact.node}: {fact.reason}"
            elif fact.node not in nodes:
                yield f"{trace.id} stands at {fact.node}, which its version does not have"


def arms_stay(case: CheckedWorld) -> Iterator[str]:
    """A person keeps an arm once given; a merge may bring two together."""
    given: dict[tuple[str, str, str], str] = {}
    for trace in case.history.traces.values():
        if trace.person in case.history.merged or case.journey(trace).entry.account is not None:
            continue
        for fact in trace.nodes:
            if fact.kind == "assigned" and isinstance(case.journey(trace).nodes[fact.node], Experiment):
                before = given.setdefault((trace.person, fact.journey, fact.node), fact.arm)
                if before != fact.arm:
                    yield f"{trace.person} had arm {before} of {fact.node} and gets {fact.arm}"


def merges_happen_once(case: CheckedWorld) -> Iterator[str]:
    """Two people become one, once."""
    pairs = Counter((fact.person, fact.name) for fact in case.played.facts if fact.kind == "merged")
    yield from (f"{other} merged into {person} {times} times" for (person, other), times in pairs.items() if times > 1)


def facts_stand_in_order(case: CheckedWorld) -> Iterator[str]:
    """Places of the log never go back, and nothing is decided before it happened."""
    last = 0
    for fact in case.played.facts:
        if fact.position < last or fact.at > fact.decided_at:
            yield f"{fact.kind} of {fact.person} at {fact.position} after {last}, {fact.at} decided {fact.decided_at}"
        last = max(last, fact.position)


def facts_add_up_to_people(case: CheckedWorld) -> Iterator[str]:
    """What facts said of somebody, put together, is what the record knows: of that segments and audiences are asked."""
    told: dict[str, Mapping[str, Any]] = {}
    for fact in case.played.facts:
        if fact.kind == "person":
            told[fact.person] = fold_person(told.get(fact.person, {}), fact.data) if fact.data else {}
    for person in _people(case):
        if person.merged_into or not person.first_seen_at:
            continue
        blank = Person(key=person.key, traits={})
        known, nothing = (_data_of(whole_fact(one, 0)) for one in (person, blank))
        known, found = (_comparable(one) for one in (known, told.get(person.key, nothing)))
        for field in (name for name in known if known[name] != found.get(name)):
            yield f"{person.key} has {field} {known[field]!r:.200}, and by its facts {found.get(field)!r:.200}"


def account_versions_are_counted(case: CheckedWorld) -> Iterator[str]:
    """An account holds each version of its traits that records of people name, with how many do, and no other."""
    named: Counter[tuple[str, str]] = Counter()
    held: Counter[tuple[str, str]] = Counter()
    for state in map(decode, case.played.records):
        if isinstance(state, Account):
            held.update({(state.key, version): one.members for version, one in (state.versions or {}).items()})
        elif isinstance(state, Person) and state.account_version:
            named[state.account, state.account_version] += 1
    if named != held:
        yield f"records name {dict(named)}, and accounts hold {dict(held)}"


def _people(case: CheckedWorld) -> Iterator[Person]:
    """Everybody as stored, with the account traits that the record names."""
    states = {record.key: decode(record) for record in case.played.records}
    for person in states.values():
        if isinstance(person, Person):
            account = states.get(person.account)
            named = bool(person.account_version)
            yield with_traits(person, account if isinstance(account, Account) else None) if named else person


def _data_of(fact: Fact) -> Mapping[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(fact.data or b"{}")
    return found


def _comparable(known: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**known, "lists": sorted(known.get("lists", ())), "first_seen_at": 0}


INVARIANTS: Final[tuple[Callable[[CheckedWorld], Iterator[str]], ...]] = (
    *ABOUT_MESSAGES,
    *ABOUT_CARRIERS,
    *ABOUT_ACCOUNTS,
    *ABOUT_LISTS,
    *ABOUT_GROUPS,
    *ABOUT_HOLDS,
    facts_tell_one_story,
    one_end_each,
    nobody_is_stranded,
    counted_once,
    exits_act_at_once,
    exits_heed_nothing_older,
    nobody_steps_while_an_exit_holds,
    nothing_is_sent_while_an_exit_holds,
    nobody_stands_beside_what_ends_it,
    priority_goes_first,
    entries_keep_the_rules,
    a_stop_ends_every_enrollment,
    waits_keep_their_time,
    waits_follow_their_date,
    versions_stay_frozen,
    arms_stay,
    merges_happen_once,
    facts_stand_in_order,
    facts_add_up_to_people,
    account_versions_are_counted,
)
