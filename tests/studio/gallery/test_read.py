"""The templates that ship: each is whole, free of faults, says what it is for, and keeps what the guides promise."""

from collections.abc import Iterator

import pytest
from msgspec import structs

from loopline.decisions.documents.check import CheckContext, check_document
from loopline.decisions.documents.read import read_document, write_document
from loopline.decisions.publish import compile_journey
from loopline.model.duration import parse_duration
from loopline.model.errors import Missing
from loopline.model.journey import Journey
from loopline.model.message import Rendered
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.message import Message
from loopline.model.nodes.split import Split
from loopline.model.nodes.update import Update
from loopline.model.nodes.wait import Wait
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.studio.gallery import read as templates


def journey(name: str) -> Journey:
    document = templates.load(name)
    assert isinstance(document, Journey)
    return document


@pytest.mark.parametrize("name", templates.ALL)
def test_a_template_has_no_fault_and_compiles(name: str) -> None:
    document = journey(name)
    assert check_document(document) == ()
    assert compile_journey(document, 1).id == name == document.id
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize("name", templates.ALL)
def test_a_template_says_what_it_is_for_and_can_be_measured(name: str) -> None:
    document = journey(name)
    assert document.name and document.description and document.hypothesis and document.owner
    assert document.goal is not None and document.holdout.percent >= 10
    assert all(node.name or node.then is None for node in document.nodes.values() if isinstance(node, Message | Wait))


@pytest.fixture(scope="module")
def engine() -> Iterator[TemplateEngine]:
    made = TemplateEngine()
    yield made
    made.close()


@pytest.mark.parametrize("name", templates.ALL)
def test_every_message_can_be_read_by_somebody_of_whom_nothing_is_known(name: str, engine: TemplateEngine) -> None:
    document = journey(name)
    assert check_document(document, CheckContext(template_faults=engine.check)) == ()
    for node in document.nodes.values():
        if isinstance(node, Message):
            (rendered,) = engine.render(node.content, [{"entry": {}, "event": {}}])
            assert isinstance(rendered, Rendered), rendered


@pytest.mark.parametrize("name", templates.ALL)
def test_every_line_fits_a_screen(name: str) -> None:
    assert all(len(line) <= 120 for line in templates.text(name).splitlines())


def test_the_gallery_lists_six() -> None:
    listed = templates.listing().templates
    assert [entry.id for entry in listed] == list(templates.GALLERY)
    assert len({entry.title for entry in listed}) == 6


@pytest.mark.parametrize("name", ["", "nothing", "../upsell", "__init__"])
def test_an_unknown_template_is_missing(name: str) -> None:
    with pytest.raises(Missing) as caught:
        templates.load(name)
    assert caught.value.code == "template_missing"


def test_the_upsell_is_the_one_of_the_guide() -> None:
    upsell = journey("upsell")
    assert upsell.entry.on == ("feature_limit_reached", "usage_threshold_hit")
    assert 'current_plan != "enterprise"' in upsell.entry.where
    assert "days_since(last_upgrade_prompt_seen) >= 14" in upsell.entry.where
    assert upsell.exits[0].change == "current_plan"
    assert upsell.goal is not None and (upsell.goal.event, upsell.goal.value) == ("plan_upgraded", "revenue")
    which = upsell.nodes[upsell.start]
    assert isinstance(which, Split) and [branch.name for branch in which.branches] == ["A", "B", "C"]
    assert isinstance(upsell.nodes[which.otherwise or ""], Exit), (
        "nobody is remembered as asked whom there was no offer for"
    )
    marks = [upsell.nodes[branch.then or ""] for branch in which.branches]
    assert [one.set for one in marks if isinstance(one, Update)] == [{"last_upgrade_prompt_seen": "=now()"}] * 3


@pytest.mark.parametrize("branch", ["a", "b", "c"])
def test_an_upsell_branch_is_push_then_email_on_day_1_then_sms_on_day_5(branch: str) -> None:
    nodes = journey("upsell").nodes
    kinds = [nodes[f"{name}_{branch}"] for name in ("push", "email", "sms")]
    assert [node.channel for node in kinds if isinstance(node, Message)] == ["push", "email", "sms"]
    waits = [nodes[f"{name}_{branch}"] for name in ("day_1", "day_5")]
    assert [parse_duration(wait.duration) for wait in waits if isinstance(wait, Wait)] == [86_400_000, 4 * 86_400_000]
    may_text = nodes[f"clicked_{branch}"]
    assert isinstance(may_text, Split)
    assert may_text.branches[1].when == 'consented("sms")' and may_text.branches[1].then == f"sms_{branch}"
    into_sms = [
        branch_.then for node in nodes.values() if isinstance(node, Split) for branch_ in node.branches if branch_.then
    ]
    assert into_sms.count(f"sms_{branch}") == 1


def test_the_goal_of_the_cdnow_winback_outlasts_its_messages() -> None:
    winback = journey("cdnow_winback")
    first, *later = [node for node in winback.nodes.values() if isinstance(node, Wait)]
    assert winback.goal is not None and first.duration == "60d"
    # The window opens with the first message, so it has to outlast the waits that come after it.
    assert parse_duration(winback.goal.within) > sum(parse_duration(wait.duration) for wait in later)
    assert [rule.on for rule in winback.exits] == list(winback.entry.on) == ["order_placed"]
    assert winback.holdout == structs.replace(winback.holdout, percent=20.0)
