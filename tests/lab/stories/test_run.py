"""The story runner: what it reads, how a failure looks, and that wrong words are refused, not guessed."""

import pytest

from loopline.lab.stories.run import StoryOutcome, read_stories, read_story, run_story
from loopline.model.errors import Invalid
from loopline.ports import Log, State
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.storage.memory import MemoryLog, MemoryState

ENGINE = TemplateEngine()
HEAD = """
person: {zone: Europe/Berlin, traits: {email: ann@example.test}}
journeys:
  - id: letter
    entry: {on: [bought]}
    start: mail
    nodes: {mail: {kind: message, channel: email, content: {subject: Hello}}}
"""
BODY = """
when:
  - day 0 10:00: bought
expect:
  - day 0 10:00: ["gets mail by email", "leaves letter: completed"]
"""


def stores() -> tuple[Log, State]:
    return MemoryLog(), MemoryState()


def told(text: str) -> StoryOutcome:
    return run_story(read_story(text), {}, stores, ENGINE)


def test_a_story_whose_expectations_are_met_passes() -> None:
    assert told("story: Hello\n" + HEAD + BODY).passed


def test_a_failure_shows_expected_and_got_side_by_side() -> None:
    outcome = told("story: Hello\n" + HEAD + BODY.replace("gets mail by email", "gets mail by sms"))
    assert not outcome.passed
    head, columns, *rows = outcome.text.splitlines()
    assert head == "FAILED: Hello" and columns.split() == ["expected", "got"]
    assert any(row.startswith("  ! day 0 10:00: gets mail by sms ") and row.endswith(" -") for row in rows)
    assert any(row.startswith("  ! - ") and row.endswith("day 0 10:00: gets mail by email") for row in rows)
    assert any(row.startswith("    day 0 10:00: leaves") and row.count("leaves letter: completed") == 2 for row in rows)


def test_messages_that_nobody_expected_fail_the_story() -> None:
    assert not told("story: Hello\n" + HEAD + "when:\n  - day 0 10:00: bought\nexpect: []\n").passed


def test_entries_are_compared_only_where_the_story_speaks_of_them() -> None:
    lines = BODY + "  - day 0 10:00: enters letter\n"
    assert told("story: Hello\n" + HEAD + lines).passed
    assert not told("story: Hello\n" + HEAD + lines.replace("enters letter", "enters other")).passed


def test_stories_of_one_file_share_what_stands_beside_them() -> None:
    text = HEAD + "stories:\n  - {story: One, when: [], expect: []}\n  - {story: Two, when: [], expect: []}\n"
    assert [story.title for story in read_stories(text)] == ["One", "Two"]
    with pytest.raises(Invalid):
        read_story(text)


@pytest.mark.parametrize(
    "text",
    [
        "when: []",
        "story: x\nwho: ann",
        "story: x\nstart: soon",
        "story: x\nwhen: [{tomorrow: bought}]",
        "story: x\nwhen: [bought]",
        "story: x\nexpect: [{day 0 10:00: hello}]",
        "story: x\nheld_out: everybody",
        "story: x\nperson: {age: 5}",
    ],
)
def test_a_text_that_is_no_story_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_story(text)
    assert refused.value.code == "story_invalid"


@pytest.mark.parametrize(
    "line",
    [
        "day 0 10:00: does something strange",
        "day 0 10:00: opens nothing",
        "day 0 10:00 bob: bought",
        "day 0 10:00: {x: 1}",
        "day 0 10:00: {does: bought, wiht: {a: 1}}",
        "day 0 10:00: {has: {a: 1}, with: {a: 1}}",
        "day 0 10:00: {account: acme, zone: UTC}",
        "day 0 10:00: opts in to fax",
    ],
)
def test_words_that_mean_nothing_are_refused(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        told("story: x\n" + HEAD + f"when:\n  - {line}\nexpect: []\n")
    assert refused.value.code == "story_invalid"


def test_consent_to_a_channel_that_is_none_is_refused() -> None:
    with pytest.raises(Invalid, match='"fax" is no channel; there are email, sms') as refused:
        told("story: x\n" + HEAD.replace("traits:", "consent: {fax: true}, traits:") + "expect: []\n")
    assert refused.value.code == "story_invalid"


def test_a_journey_that_is_not_given_is_refused() -> None:
    with pytest.raises(Invalid, match="no journey"):
        run_story(read_story("story: x\njourneys: [upsell]"), {}, stores, ENGINE)


ORDER = """
story: A field without a value
person: {traits: {email: ann@example.test}}
journeys:
  - id: letter
    entry: {on: [bought]}
    start: mail
    nodes:
      mail:
        kind: message
        channel: email
        content: {subject: 'Order {{entry.order_id}}', text: Thank you}
        if_failed: {then: sorry}
      sorry: {kind: exit, reason: sorry}
when:
  - day 0 10:00: bought
  - day 1 10:00: {does: bought, with: {order_id: 77}}
expect:
  - day 0 10:00: ["refused mail by email: Missing personalisation: entry.order_id", "leaves letter: sorry"]
  - day 1 10:00: ["gets mail by email", "leaves letter: completed"]
"""


def test_a_message_that_the_server_would_refuse_is_refused_in_the_same_words() -> None:
    outcome = told(ORDER)
    assert outcome.passed, outcome.text


def test_a_template_with_a_fault_and_one_that_fits_with_a_fallback() -> None:
    broken = told(ORDER.replace("{{entry.order_id}}", "{{#if}}"))
    assert [line for line in broken.got if "refused mail by email" in line]
    kind = told(ORDER.replace("{{entry.order_id}}", '{{fallback entry.order_id "yours"}}'))
    assert sum("gets mail by email" in line for line in kind.got) == 2


WAYS = """
person: {zone: Europe/Berlin}
journeys:
  - id: cart
    entry: {on: [added]}
    start: rest
    nodes:
      rest:
        kind: wait
        timeout: 9d
        ways: [{name: bought it, event: bought}, {name: in time, date: {field: due}}]
"""


@pytest.mark.parametrize(("does", "way"), [("bought", "bought it"), ("{has: {due: 2026-03-01}}", "in time")])
def test_a_story_says_which_way_out_of_a_wait_is_taken(does: str, way: str) -> None:
    lines = f"when:\n  - day 0 10:00: added\n  - day 1 10:00: {does}\nexpect:\n"
    lines += f'  - day 1 10:00: ["takes {way} at rest", "leaves cart: completed"]\n'
    assert told("story: Hello\n" + WAYS + lines).passed
    assert not told("story: Hello\n" + WAYS + lines.replace(f"takes {way}", "takes other")).passed
