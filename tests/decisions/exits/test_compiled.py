"""Exit rules of the workspace: which journeys they end, at a publish of either, and what is told of them."""

from loopline.decisions.narrate import narrate
from loopline.decisions.published import RULES
from loopline.model.effect import SendMessage
from loopline.model.fact import Fact
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, JourneyStateReached
from loopline.pipeline.attempts import gate_batch
from tests.decisions.exits.workspace_rules import journey, published, rules, told
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, answered, did, exits, later, mails, play, stated


def test_a_journey_whom_no_rule_concerns_is_not_in_the_index_and_a_programme_shares_one_tuple() -> None:
    made = published(
        rules({"on": "closed", "programme": "growth", "spare": ["spared"]}),
        *(journey(f"g{number}", "growth") for number in range(3)),
        journey("spared", "growth"),
        journey("other"),
    )
    again = published(rules({"on": "closed", "programme": "growth"}), first=made)
    assert set(made.shared_exits.by_journey) == {"g0", "g1", "g2"}
    assert set(again.shared_exits.by_journey) == {"g0", "g1", "g2", "spared"}
    assert len({id(found) for found in again.shared_exits.by_journey.values()}) == 1
    assert made.exits_of(made.live["other"]) is made.live["other"].exits


def test_the_programme_of_the_live_version_counts_for_people_in_an_older_one() -> None:
    made = published(rules({"on": "closed", "programme": "growth"}), journey("j", "growth"))
    inside, _ = play(made, ANN, did("go"))
    moved = published(journey("j", "other"), first=made)
    _, effects = play(moved, inside, did("closed", START + HOUR))
    assert exits(effects) == []
    back = published(journey("j", "growth"), first=moved)
    _, effects = play(back, inside, did("closed", START + HOUR))
    assert exits(effects) == [("j", "event_closed")]


def test_a_change_of_a_trait_and_time_alone_end_a_wait() -> None:
    made = published(rules({"change": "plan"}, {"when": 'days_since(last("go")) >= 3'}), journey("j"))
    inside, _ = play(made, ANN, did("go"))
    assert exits(play(made, inside, stated(START + HOUR, plan="pro"))[1]) == [("j", "change_plan")]
    assert inside.enrollments[0].wake_at == START + 3 * DAY
    assert exits(play(made, inside, later(START + 3 * DAY))[1]) == [("j", "condition")]


def test_nobody_enters_while_a_condition_holds_and_an_event_holds_nobody_back() -> None:
    made = published(rules({"when": "closed == true", "reason": "account_closed"}, {"on": "ticket"}), journey("j"))
    closed, _ = play(made, ANN, stated(START, closed=True))
    _, effects = play(made, closed, did("go"))
    assert told(effects) == [
        "Did not enter j: an exit rule of the workspace holds already (account closed). (closed was true)"
    ]
    asked, _ = play(made, ANN, did("ticket"))
    assert [one.journey for one in play(made, asked, did("go", START + HOUR))[0].enrollments] == ["j"]


def test_the_own_rules_of_a_journey_go_first() -> None:
    made = published(
        rules({"on": "closed", "reason": "shared"}), journey("j", exits=[{"on": "closed", "reason": "own"}])
    )
    inside, _ = play(made, ANN, did("go"))
    assert exits(play(made, inside, did("closed", START + HOUR))[1]) == [("j", "own")]


def test_what_is_left_in_the_outbox_is_refused_and_the_refusal_names_the_workspace() -> None:
    made = published(rules({"when": "closed == true", "reason": "account_closed"}), journey("j", nodes={"mail": MAIL}))
    person, effects = play(made, ANN, did("go"))
    (mail,) = mails(effects)
    assert isinstance(mail, SendMessage)
    person, _ = play(made, person, stated(START + HOUR, closed=True))
    row = OutboxRow(message=mail, status="pending", due_at=mail.due_at, attempt=0)
    (answer,) = gate_batch([row], made.live["j"], made, {"ann": answered(person)}, START + 2 * HOUR)[1]
    assert isinstance(answer, AttemptAnswered)
    assert (answer.code, answer.reason) == ("exit_holds", "shared_exit_account_closed")
    _, more = play(made, person, answer)
    said = [narrate(fact) for fact in more if isinstance(fact, Fact) and fact.kind == "attempt"]
    assert said == ["The e-mail of mail was not sent: an exit rule of the workspace holds (account closed)."]


def test_new_rules_are_fanned_out_and_the_notice_ends_whom_they_concern_and_sets_the_timer_of_the_others() -> None:
    made = published(rules(), journey("j"))
    inside, _ = play(made, ANN, did("go"))
    inside, _ = play(made, inside, stated(START + 1, closed=True))
    notice = JourneyStateReached(key="ann", id="n", at=START + HOUR, received_at=START + HOUR, journey=RULES)
    closed = published(rules({"when": "closed == true"}), first=made)
    assert RULES in closed.pending_fan_outs
    assert exits(play(closed, inside, notice)[1]) == [("j", "condition")]
    timed = published(rules({"when": "days_since(date(entry.at)) >= 2"}), first=made)
    kept, effects = play(timed, inside, notice)
    assert exits(effects) == [] and kept.enrollments[0].wake_at == START + 2 * DAY


def test_events_that_the_rules_count_are_remembered() -> None:
    made = published(rules({"when": 'count("complained", within="9d") >= 2'}), journey("j"))
    assert "complained" in made.observed
