"""A dry run and a backtest grant what they ask for, and take nothing of the real offer."""

import msgspec

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.lab.dry_run import DryRunPerson, DryRunSignal, dry_run, preview_program
from loopline.lab.sample_grants import SAMPLE_CODE
from loopline.model.journey import Journey
from loopline.providers.templating.template_engine import TemplateEngine


def test_a_dry_run_shows_the_message_with_a_code_that_nobody_can_use() -> None:
    offer = {"kind": "offer", "id": "ten", "words": "10 off", "budget": {"grants": 0}, "codes": {"source": "pool"}}
    journey = build_document(
        {
            "kind": "journey",
            "id": "j",
            "entry": {"on": ["go"]},
            "start": "mail",
            "nodes": {
                "mail": {
                    "kind": "message",
                    "channel": "email",
                    "offer": "ten",
                    "content": {"subject": "{{offer.words}}", "text": "{{offer.code}}"},
                }
            },
        }
    )
    assert isinstance(journey, Journey)
    live = publish(PublishedSet(), build_document(offer), 1)
    person = DryRunPerson(traits={"email": "a@b.test"})
    engine = TemplateEngine()
    run = dry_run(
        preview_program(live, journey),
        person,
        [DryRunSignal(event="go")],
        "1d",
        1_772_366_400_000,
        lambda content, context: engine.render(content, [dict(context)])[0],
    )
    (message,) = run.messages
    told = msgspec.to_builtins(message.rendered)
    assert (told["subject"], told["text"]) == ("10 off", SAMPLE_CODE)
    assert [step.text for step in run.steps if step.kind == "offer"] == [
        'Asked for the offer "ten" at mail.',
        f'Granted the offer "ten" at mail, with the code {SAMPLE_CODE}.',
    ]


def test_a_dry_run_lets_in_whom_a_limit_would_keep_waiting() -> None:
    journey = build_document(
        {
            "kind": "journey",
            "id": "j",
            "entry": {"on": ["go"], "limits": {"total": 1, "per_hour": 1}},
            "start": "end",
            "nodes": {"end": {"kind": "exit"}},
        }
    )
    assert isinstance(journey, Journey)
    live = publish(PublishedSet(), journey, 1)
    engine = TemplateEngine()
    run = dry_run(
        preview_program(live, journey),
        DryRunPerson(),
        [DryRunSignal(event="go")],
        "1d",
        1_772_366_400_000,
        lambda content, context: engine.render(content, [dict(context)])[0],
    )
    assert [step.kind for step in run.steps if step.kind in ("entered", "not_entered", "queued")] == ["entered"]
