"""Each step of a journey in a sentence, in the order in which people come to them, with where they go on."""

from collections.abc import Callable, Iterator
from typing import Final, assert_never

from loopline.model.channels import label_of
from loopline.model.journey import Journey
from loopline.model.nodes import Node
from loopline.model.nodes.choose import Choose
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.goal import Goal
from loopline.model.nodes.handoff import Handoff
from loopline.model.nodes.message import Message
from loopline.model.nodes.split import Split
from loopline.model.nodes.update import Update
from loopline.model.nodes.wait import Wait, Way
from loopline.model.nodes.webhook import WebhookCall
from loopline.reports.documentation.page import Code, Line, Strong
from loopline.reports.documentation.words import span

Targets = Callable[[str | None], str]
SHOWN_MAX: Final = 120


def ordered(journey: Journey) -> tuple[str, ...]:
    """The nodes as people come to them, each branch to its end before the next; those nobody comes to stand last."""
    found: dict[str, None] = {}
    ahead = [journey.start]
    while ahead:
        name = ahead.pop()
        if name in found or name not in journey.nodes:
            continue
        found[name] = None
        ahead += [target for target in reversed(list(_targets(journey.nodes[name]))) if target is not None]
    return (*found, *(name for name in journey.nodes if name not in found))


def step_lines(journey: Journey) -> tuple[Line, ...]:
    """A line a node; steps refer to each other by number."""
    order = ordered(journey)
    numbers = {name: number for number, name in enumerate(order, 1)}

    def to(target: str | None) -> str:
        return f"step {numbers[target]}" if target in numbers else "the end"

    return tuple((Strong(_title(name, journey.nodes[name])), ": ", *_said(journey.nodes[name], to)) for name in order)


def _title(name: str, node: Node) -> str:
    return node.name or name


def content_words(message: Message) -> str:
    """What tells a message from the others: its subject, its title, or the beginning of its text."""
    if message.template:
        return f"template {message.template}"
    content = message.content
    text = content.subject or content.title or content.body or content.text
    text = " ".join(text.split())
    return text if len(text) <= SHOWN_MAX else f"{text[: SHOWN_MAX - 3]}..."


def _targets(node: Node) -> Iterator[str | None]:
    """Every way on, in the order in which people read them."""
    match node:
        case Split():
            yield from (one.then for one in node.branches)
            yield node.otherwise
        case Experiment():
            yield from (one.then for one in node.arms)
        case Choose():
            yield from (one.then for one in node.options)
            yield node.otherwise
        case Wait():
            yield from (one.then for one in node.ways)
            yield node.then
            yield node.on_timeout
            if node.until_date is not None:
                yield from (node.until_date.if_past, node.until_date.if_unreadable)
        case Message() | WebhookCall():
            yield node.then
            yield node.if_failed.then
        case Update() | Handoff() | Goal():
            yield node.then
        case Exit():
            return
        case _:
            assert_never(node)


def _said(node: Node, to: Targets) -> Line:
    match node:
        case Message():
            return _message(node, to)
        case Wait():
            return _wait(node, to)
        case Split():
            ways = [_way((Code(one.when),), one.name, one.then, to) for one in node.branches]
            return ("the first of these that is true: ", *_joined(ways), f"; otherwise {to(node.otherwise)}.")
        case Experiment():
            return _experiment(node, to)
        case Choose():
            ways = [
                (one.name, *((" (where ", Code(one.when), ")") if one.when else ()), f": {to(one.then)}")
                for one in node.options
            ]
            share = f"; nothing in at least {node.nothing:g} %: {to(node.otherwise)}."
            return (f"one of these, by a policy that learns from {node.reward}: ", *_joined(ways), share)
        case Update():
            return (*_update(node), f". Then {to(node.then)}.")
        case Handoff():
            waits = f", and waits up to {span(node.wait)} for its end" if node.wait else ""
            return ("enters the journey ", Code(node.journey), f"{waits}. Then {to(node.then)}.")
        case WebhookCall():
            failed = _failed(node.if_failed.then, to)
            return (f"calls an endpoint and waits up to {span(node.timeout)} for it. Then {to(node.then)}{failed}.",)
        case Goal():
            return (f"what the journey is for is reached. Then {to(node.then)}.",)
        case Exit():
            return ("leaves the journey, with the reason ", Code(node.reason), ".")
        case _:
            assert_never(node)


def _joined(ways: list[Line]) -> Line:
    return tuple(part for number, way in enumerate(ways) for part in (("; ", *way) if number else way))


def _way(condition: Line, name: str, then: str | None, to: Targets) -> Line:
    return (*condition, f" ({name})" if name else "", f": {to(then)}")


def _failed(policy: str, to: Targets) -> str:
    if policy == "go_on":
        return ""
    return "; a failure ends the journey" if policy == "exit" else f"; after a failure {to(policy)}"


def _message(node: Message, to: Targets) -> Line:
    held = f", withheld from {node.holdout.percent:g} %" if node.holdout.percent else ""
    offer: Line = (", with the offer ", Code(node.offer)) if node.offer else ()
    refused = {
        "exit": " Where it may not be sent, the journey ends.",
        "wait": f" Where it may not be sent yet, it waits, up to {span(node.wait_at_most)}.",
    }.get(node.if_refused, "")
    said = content_words(node)
    shown: Line = (" ", Code(said)) if said else ()
    then = f". Then {to(node.then)}{_failed(node.if_failed.then, to)}.{refused}"
    return (f"sends by {label_of(node.channel)}", *shown, *offer, f"{held}{then}")


def _wait(node: Wait, to: Targets) -> Line:
    if node.ways:
        ways = [(*_happens(one), f": {to(one.then)}") for one in node.ways]
        return ("waits for the first of these: ", *_joined(ways), _timeout(node, to), ".")
    if node.until is not None:
        what: Line = (Code(node.until.event),) if node.until.event else (Code(node.until.when),)
        where: Line = (" where ", Code(node.until.where)) if node.until.where else ()
        return ("waits until ", *what, *where, f"; then {to(node.then)}", _timeout(node, to), ".")
    if node.until_date is not None:
        moved = "" if node.until_date.offset in ("", "0d") else f", moved by {node.until_date.offset}"
        clock = f" at {node.until_date.at}" if node.until_date.at else ""
        past = {"go_on": "goes on", "exit": "leaves"}.get(node.until_date.if_past, to(node.until_date.if_past))
        words = f"{moved}{clock}; then {to(node.then)}. A date that has passed: {past}."
        return ("waits until the date ", Code(node.until_date.field), words)
    days = f" on {', '.join(node.weekdays)}" if node.weekdays else ""
    spans = [f"for {span(node.duration)}"] if node.duration else []
    if node.until_time or days:
        own = f", or until their own best hour for {node.best_hour.share:g} %" if node.best_hour else ""
        spans.append(f"until {node.until_time or 'the day begins'}{days}, local time{own}")
    return (f"waits {', then '.join(spans)}; then {to(node.then)}.",)


def _happens(way: Way) -> Line:
    where: Line = (" where ", Code(way.where)) if way.where else ()
    what: Line = (Code(way.event or way.when),)
    if way.date is not None:
        what = ("the date ", Code(way.date.field), "" if way.date.offset == "0d" else f" moved by {way.date.offset}")
    return (*what, *where, f" ({way.name})" if way.name else "")


def _timeout(node: Wait, to: Targets) -> str:
    if not node.timeout:
        return ""
    return f"; after {span(node.timeout)} {to(node.on_timeout if node.on_timeout is not None else node.then)}"


def _experiment(node: Experiment, to: Targets) -> Line:
    if node.winner:
        then = next((one.then for one in node.arms if one.name == node.winner), None)
        return ("the experiment is over; everybody takes ", Strong(node.winner), f": {to(then)}.")
    total = sum(max(0.0, one.weight) for one in node.arms) or 1.0
    ways: list[Line] = [
        (Strong(one.name), f" ({100 * max(0.0, one.weight) / total:.4g} %): {to(one.then)}") for one in node.arms
    ]
    apart = f" It shares nobody with others of the group {node.exclusive.group}." if node.exclusive else ""
    return ("draws an arm for good: ", *_joined(ways), f".{apart}")


def _update(node: Update) -> Line:
    parts: list[Line] = [("sets ", Code(name), " to ", Code(str(value))) for name, value in node.set.items()]
    parts += [("adds to the list ", Code(name)) for name in node.add_to]
    parts += [("takes off the list ", Code(name)) for name in node.remove_from]
    return _joined(parts) if parts else ("changes nothing",)
