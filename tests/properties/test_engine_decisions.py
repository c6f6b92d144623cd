"""Properties of the pure decisions: even and stable assignment, caps, folding, waits."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.policy.gate import Asked, ask
from loopline.decisions.publish import publish
from loopline.model.duration import DAY, HOUR, parse_duration
from loopline.model.effect import Effect
from loopline.model.history.times import times_in
from loopline.model.ids import bucket
from loopline.model.person import Person, Sent
from loopline.model.signal import ConsentChanged, EventReceived, ListChanged, Signal, TraitsChanged
from loopline.model.traits import fold_traits
from loopline.signals.people.profile import fold
from tests.decisions.played import ANN, MAIL, START, did, later, mails, play, published

VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)
TRAITS = st.dictionaries(st.sampled_from(["plan", "seats", "name"]), VALUES)


@given(st.text(min_size=1, max_size=20), st.text(max_size=10), st.sampled_from(["global", "journey:j", "arm:j:n"]))
def test_a_bucket_is_stable_and_inside_its_bounds(unit: str, salt: str, level: str) -> None:
    assert bucket(salt, level, unit) == bucket(salt, level, unit)
    assert 0 <= bucket(salt, level, unit) < 1


@given(st.text(max_size=10))
def test_buckets_are_even_under_any_salt(salt: str) -> None:
    tenths = [0] * 10
    for number in range(1_000):
        tenths[int(bucket(salt, "journey:j", f"p{number}") * 10)] += 1
    assert all(55 <= count <= 150 for count in tenths)  # five standard deviations of a binomial with n=1000, p=0.1


@given(st.lists(st.integers(0, 10 * DAY), max_size=40), st.integers(1, 4), st.sampled_from(["6h", "1d", "3d"]))
def test_the_gate_never_lets_a_window_hold_more_than_its_cap(gaps: list[int], limit: int, within: str) -> None:
    cap = {"kind": "workspace", "caps": [{"limit": limit, "within": within}]}
    rules = publish(published({"nodes": {"mail": MAIL}}), build_document(cap), 1)
    person, window, times = ANN, parse_duration(within), list[int]()
    for now in sorted(START + gap for gap in gaps):
        asked = Asked("email", "", "ann@example.test", key=f"k{now}/{len(times)}")
        verdict = ask(asked, person, rules.live["j"], rules, now)
        if verdict.allowed:
            times.append(now)
            person = replace(person, sends=(*person.sends, Sent(now, "email", "", asked.key)))
        else:
            assert verdict.retry_at is not None and verdict.retry_at > now
            assert ask(asked, person, rules.live["j"], rules, verdict.retry_at).allowed
        assert sum(now - window < time <= now for time in times) <= limit


@given(TRAITS, TRAITS)
def test_stating_traits_twice_is_stating_them_once(before: dict[str, object], stated: dict[str, object]) -> None:
    start, _, _ = fold_traits({}, before)
    once, changed, _ = fold_traits(start, stated)
    twice, again, conflicts = fold_traits(once, stated)
    assert (twice, again, conflicts) == (once, frozenset(), ())
    assert all(
        start.get(name) != once.get(name) or type(start.get(name)) is not type(once.get(name)) for name in changed
    )


def signals() -> st.SearchStrategy[Signal]:
    at = st.integers(START, START + DAY)
    return st.one_of(
        st.builds(lambda t, a: TraitsChanged(key="ann", id="t", at=a, received_at=a, traits=t), TRAITS, at),
        st.builds(
            lambda yes, a: ConsentChanged(
                key="ann", id="c", at=a, received_at=a, channel="email", topic="news", allowed=yes
            ),
            st.booleans(),
            at,
        ),
        st.builds(
            lambda yes, a: ListChanged(key="ann", id="l", at=a, received_at=a, name="vip", member=yes),
            st.booleans(),
            at,
        ),
    )


@given(st.lists(signals(), max_size=6), signals())
def test_folding_a_statement_twice_is_folding_it_once(before: list[Signal], signal: Signal) -> None:
    person = Person(key="ann", traits={}, first_seen_at=1)
    for earlier in before:
        person, _ = fold(person, earlier, {}, {}, [])
    once, _ = fold(person, signal, {}, {}, [])
    twice, change = fold(once, signal, {}, {}, [])
    assert (twice, change) == (once, None)


@given(st.lists(st.integers(START - DAY, START), max_size=20))
def test_times_of_events_ascend_in_whatever_order_they_come(times: list[int]) -> None:
    person, effects = Person(key="ann", traits={}), list[Effect]()
    for number, at in enumerate(times):
        person, _ = fold(
            person,
            EventReceived(key="ann", id=str(number), name="seen", at=at, received_at=START),
            {"seen": None},
            {},
            effects,
        )
    assert list(times_in((person.history or {}).get("seen", ()))) == sorted(times)


@given(st.integers(1, 40), st.lists(st.integers(1, 50 * HOUR), max_size=8))
def test_a_wait_ends_at_its_time_whatever_else_happens_meanwhile(hours: int, looks: list[int]) -> None:
    rules = published(
        {
            "nodes": {"rest": {"kind": "wait", "for": f"{hours}h", "then": "mail"}, "mail": MAIL},
            "exits": [{"when": 'count("look", within="1h") >= 99'}],
        }
    )
    others = [did("look", START + at, number=number) for number, at in enumerate(sorted(looks))]
    _, effects = play(rules, ANN, did("go"), *others, later(START + 60 * HOUR))
    assert [mail.created_at for mail in mails(effects)] == [START + hours * HOUR]
