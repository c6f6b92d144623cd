"""The shape of a journey: every road leads somewhere, every node can be reached, no loop spins, everybody gets out."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final, assert_never

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.duration import parse_duration
from loopline.model.errors import Invalid
from loopline.model.journey import (
    Exit,
    Experiment,
    Goal,
    Handoff,
    Journey,
    Message,
    Node,
    Split,
    Update,
    Wait,
)

STEPS_MAX: Final = 100
CYCLES_MAX: Final = 20
POLICIES: Final = ("go_on", "exit")
Way = tuple[str, str | None]
Graph = dict[str, set[str]]


def ways_out(node: Node) -> tuple[Way, ...]:
    """Every way out of a node: the field that holds it, and the node it leads to (None: the journey ends)."""
    match node:
        case Split():
            branches = [(f"branches[{index}].then", branch.then) for index, branch in enumerate(node.branches)]
            return (*branches, ("otherwise", node.otherwise))
        case Experiment():
            return tuple((f"arms[{index}].then", arm.then) for index, arm in enumerate(node.arms))
        case Message():
            failed = _policy_way("if_failed.then", node.if_failed.then)
            return (("then", node.then), *failed, *_policy_way("if_refused", "exit", only=node.if_refused == "exit"))
        case Wait():
            return tuple(_ways_out_of_wait(node))
        case Update() | Handoff() | Goal():
            return (("then", node.then),)
        case Exit():
            return ()
        case _:
            assert_never(node)


def _policy_way(field: str, policy: str, *, only: bool = True) -> tuple[Way, ...]:
    """The way that a policy opens: none for go_on, the end for exit, else the node that it names."""
    if policy == "go_on" or not only:
        return ()
    return ((field, None if policy == "exit" else policy),)


def _ways_out_of_wait(node: Wait) -> Iterator[Way]:
    yield "then", node.then
    if node.on_timeout is not None:
        yield "on_timeout", node.on_timeout
    if node.until_date is not None:
        yield from _policy_way("until_date.if_past", node.until_date.if_past)
        yield from _policy_way("until_date.if_unreadable", node.until_date.if_unreadable)


def check_graph(found: Findings, journey: Journey) -> None:
    """All checks of the shape."""
    if not journey.nodes:
        found.error("nodes_empty", "A journey needs at least one node; add a message.", "nodes")
        return
    if journey.start not in journey.nodes:
        _missing(found, journey, journey.start, "start", "start_missing", "The start")
        return
    for name, node in journey.nodes.items():
        found.node = name
        for field, target in ways_out(node):
            if target is not None and target not in journey.nodes:
                _missing(found, journey, target, f"nodes.{name}.{field}", "node_missing", "This way")
    found.node = ""
    graph = {name: {t for _, t in ways_out(node) if t in journey.nodes} for name, node in journey.nodes.items()}
    reached = _reach([journey.start], graph)
    for name in journey.nodes:
        if name not in reached:
            found.node = name
            text = f'Nothing leads to "{name}", so nobody ever comes there; point a `then` at it, or delete it.'
            found.warn("node_unreachable", text, f"nodes.{name}")
    found.node = ""
    _check_loops(found, journey)
    _check_ends(found, journey, graph, reached)


def _missing(found: Findings, journey: Journey, target: str, at: str, code: str, what: str) -> None:
    # The names of the policies are offered too where they may stand.
    wish = nearest(target, [*journey.nodes, *POLICIES] if "if_" in at else journey.nodes)
    found.error(code, f'{what} leads to "{target[:80]}", which is no node. {meant(wish, "Add that node.")}', at, wish)


def _reach(starts: Iterable[str], graph: Mapping[str, Iterable[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += graph.get(name, ())
    return reached


def _instant(node: Node) -> set[str]:
    """The nodes that people can come to from this one without any time passing."""
    if not isinstance(node, Wait):
        return {target for _, target in ways_out(node) if target is not None}
    ways: set[str | None] = set()
    if node.until is not None:
        if node.until.when:
            ways.add(node.then)
        if node.timeout and not _lasts(node.timeout):
            ways |= {node.on_timeout, node.then}
    elif node.until_date is not None:
        date = node.until_date
        ways |= {node.then if policy == "go_on" else policy for policy in (date.if_past, date.if_unreadable)} - {"exit"}
    elif not node.until_time and not _lasts(node.duration):
        ways.add(node.then)
    return {way for way in ways if way is not None}


def _lasts(duration: str) -> bool:
    try:
        return parse_duration(duration) > 0
    except Invalid:
        return True  # told where durations are checked


def _check_loops(found: Findings, journey: Journey) -> None:
    graph = {name: sorted(_instant(node) & journey.nodes.keys()) for name, node in journey.nodes.items()}
    for _ in range(CYCLES_MAX):
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            # graphlib takes what stands in `graph` for what comes before, so its circle runs backwards.
            circle = _from_first(error.args[1][:0:-1], journey)
            graph[circle[0]].remove(circle[1])
            found.node = circle[0]
            text = f"This goes round without a wait: {' → '.join(_shortened(circle))}. Put a wait into the loop."
            found.error("loop_without_wait", text, f"nodes.{circle[0]}")
            found.node = ""
            continue
        _check_length(found, graph, order)
        return


def _from_first(circle: list[str], journey: Journey) -> list[str]:
    """The circle turned so that it begins, and ends, at the node that is written first."""
    first = min(range(len(circle)), key=[list(journey.nodes).index(name) for name in circle].__getitem__)
    return [*circle[first:], *circle[: first + 1]]


def _shortened(circle: list[str]) -> list[str]:
    return circle if len(circle) <= 8 else [*circle[:6], "…", circle[-1]]


def _check_length(found: Findings, graph: dict[str, list[str]], order: list[str]) -> None:
    steps: dict[str, int] = {}
    for name in order:  # what comes after stands before
        steps[name] = 1 + max((steps[after] for after in graph[name]), default=0)
    longest = max(steps, key=steps.__getitem__)
    if steps[longest] > STEPS_MAX:
        text = f"{steps[longest]} nodes follow here without a wait; at most {STEPS_MAX} may. Put a wait between them."
        found.error("steps_too_many", text, f"nodes.{longest}")


def _check_ends(found: Findings, journey: Journey, graph: Graph, reached: set[str]) -> None:
    if journey.exits or (journey.goal is not None and journey.goal.exit):
        return
    ends = [
        name
        for name, node in journey.nodes.items()
        if isinstance(node, Exit) or any(target is None for _, target in ways_out(node))
    ]
    backwards: Graph = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets:
            backwards[target].add(name)
    inside = reached - _reach(ends, backwards)
    for name in journey.nodes:
        if name in inside:
            found.node = name
            text = f'Who comes to "{name}" never gets out again; add a way to an exit, or an exit rule.'
            found.warn("no_way_out", text, f"nodes.{name}")
            found.node = ""
            return
