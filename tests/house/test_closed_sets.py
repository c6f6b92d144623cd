"""A closed set of words is a `Literal`: no field of the pure rooms that names a kind or a state is a bare `str`."""

import ast
from collections.abc import Iterator
from typing import Final

from tests.house.source import Finding, Module, modules, read, report

ROOMS: Final = ("model", "pipeline", "decisions", "delivery")
NAMES: Final = frozenset(
    (
        "status",
        "kind",
        "result",
        "state",
        "policy",
        "reason",
        "outcome",
        "verdict",
        "channel",
        "role",
        "level",
        "purpose",
        "escape",
        "source",
    )
)

FOR_PEOPLE: Final = "words for people, from a provider, an author or an operator"
OF_AUTHORS: Final = "an author's text: a draft with a wrong word is read and checked; the schema offers the choices"
WHENCE: Final = "where a statement came from: stored as it was said, shown, and decided by nowhere"
OPEN: Final = {
    "decisions/nodes/wait/ends.py Over.reason": "names the event that ended the wait",
    "delivery/links.py Claim.channel": "read from a signed link, which may be older than a channel's end",
    "delivery/rendering/verdict.py Part.source": "the text of a template",
    "model/scoring/documents.py ModelHours.channel": OF_AUTHORS,
    "model/signal.py ConsentChanged.source": WHENCE,
    "model/consent/proof.py ProvedWord.source": WHENCE,
    "model/consent/wishes.py PendingWord.source": WHENCE,
    "model/consent/asking.py ConsentAsked.source": WHENCE,
    "model/consent/wishes.py PreferencesChanged.source": WHENCE,
    "model/law/regions.py RegionRule.source": WHENCE,
    "model/signal.py TraitsChanged.source": WHENCE,
    "delivery/retry.py GiveUp.reason": FOR_PEOPLE,
    "model/mail/utm.py Utm.source": "a value of utm_source, as an author writes it",
    "model/signal.py JourneyStateChanged.reason": FOR_PEOPLE,
    "model/signals/requested.py PersonTakenOut.reason": FOR_PEOPLE,
    "delivery/retry.py Reconcile.reason": FOR_PEOPLE,
    "model/content/documents.py Block.source": "the text of a block",
    "model/content/documents.py Template.channel": OF_AUTHORS,
    "model/effect.py MarkMessage.reason": FOR_PEOPLE,
    "model/fact.py Fact.reason": "authors write reasons of exits, providers those of refusals",
    "delivery/returned/bounces.py Bounce.reason": FOR_PEOPLE,
    "model/hook.py Receipt.reason": FOR_PEOPLE,
    "model/signals/members.py MemberAnswered.reason": "an end's reason, which authors write, or why nobody entered",
    "model/entry/cap.py Cap.channel": OF_AUTHORS,
    "model/offers/document.py OfferCodes.source": OF_AUTHORS,
    "model/journey.py ExitRule.reason": FOR_PEOPLE,
    "model/entry/metric.py JourneyMetric.role": OF_AUTHORS,
    "model/journey.py Reentry.policy": OF_AUTHORS,
    "model/message.py Deferred.reason": FOR_PEOPLE,
    "model/message.py Outgoing.policy": "go_on, exit, or the id of a node",
    "model/message.py Refusal.reason": FOR_PEOPLE,
    "model/message.py Refused.reason": FOR_PEOPLE,
    "model/message.py Unknown.reason": FOR_PEOPLE,
    "model/message.py Sending.policy": "go_on, exit, or the id of a node",
    "model/nodes/exit.py Exit.reason": FOR_PEOPLE,
    "model/nodes/message.py Message.channel": OF_AUTHORS,
    "model/records.py OutboxRow.reason": FOR_PEOPLE,
    "model/records.py SetAside.reason": FOR_PEOPLE,
    "model/records.py StoredDocument.reason": FOR_PEOPLE,
    "model/signal.py AttemptAnswered.reason": FOR_PEOPLE,
    "model/signal.py DocumentPublished.reason": FOR_PEOPLE,
    "model/signal.py ReceiptReceived.reason": FOR_PEOPLE,
}
"""Fields that are open, each with why."""


def bare(module: Module) -> Iterator[str]:
    """The fields of a module's classes that are named for a closed set and annotated as text."""
    for cls in (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)):
        for line in cls.body:
            if not isinstance(line, ast.AnnAssign) or not isinstance(line.target, ast.Name):
                continue
            is_text = any(isinstance(node, ast.Name) and node.id == "str" for node in ast.walk(line.annotation))
            if line.target.id in NAMES and is_text:
                yield f"{module.path} {cls.name}.{line.target.id}"


def test_closed_sets_are_literals() -> None:
    found = {field for module in modules() if module.room in ROOMS for field in bare(module)}
    findings = [Finding(field, "is a bare str") for field in found - OPEN.keys()]
    findings += [Finding(field, "is no bare str any more: take it off the list") for field in OPEN.keys() - found]
    assert not findings, report(findings, "Name the words in a Literal in model/, or list the field as open, with why.")


def test_the_check_sees_a_bare_set_and_leaves_a_literal_alone() -> None:
    text = "class A:\n    status: str\n    kind: str | None = None\n    state: Literal['on', 'off']\n    name: str\n"
    assert list(bare(read("model/planted.py", text))) == ["model/planted.py A.status", "model/planted.py A.kind"]
