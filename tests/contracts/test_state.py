"""What every State promises: a transaction is all or nothing, one owner at a time, timers and messages in order."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from loopline.model.effect import MarkMessage
from loopline.model.errors import Conflict
from loopline.model.message import MessageStatus
from loopline.model.records import PruneStep, Record, SeenPage, SetAside, StoredDocument
from loopline.ports import FactsSource, State
from loopline.storage.memory import MemoryState
from loopline.storage.sql import quarantine as sql_quarantine
from loopline.storage.sql.quarantine import put
from loopline.storage.sql.state import SqlState
from tests.contracts.made import fact, message, transaction

EVER = 1 << 60


KINDS = ["memory", "sqlite", "sqlite that writes rows at once", "postgresql", "postgresql that writes rows at once"]


@pytest.fixture(params=KINDS)
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FactsSource]:
    if request.param == "memory":
        yield MemoryState()
        return
    dialect, _, at_once = request.param.partition(" that ")
    place = tmp_path / "state.db" if dialect == "sqlite" else request.getfixturevalue("postgres_url")
    kept = SqlState(place, buffered_records=1 if at_once else 32_768)
    yield kept
    kept.close()


class TestTransactionsInTwoParts:
    def test_until_its_end_nobody_sees_it(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 1, records=[Record("p:ann", b"1", b"", 5)], outbox=[message("m1")]))
        begun = state.begin(transaction(epoch, 2, records=[Record("p:ann", b"2", b"", 9)], outbox=[message("m2")]))
        assert state.position() == 1
        assert state.load(["p:ann"]) == {"p:ann": Record("p:ann", b"1", b"", 5)}
        assert state.claim_due(EVER, 10) == [("p:ann", 5)] and state.next_wake_at() == 5
        assert state.messages(["m1", "m2"]).keys() == {"m1"}
        begun.finish()
        assert state.position() == 2
        assert state.load(["p:ann"]) == {"p:ann": Record("p:ann", b"2", b"", 9)}
        assert state.claim_due(EVER, 10) == [("p:ann", 9)]
        assert state.messages(["m1", "m2"]).keys() == {"m1", "m2"}

    def test_another_thread_may_end_it(self, state: State) -> None:
        epoch = state.take_ownership()
        with ThreadPoolExecutor(1) as other:
            for number in range(1, 6):
                begun = state.begin(transaction(epoch, number, records=[Record("p:ann", b"%d" % number)]))
                other.submit(begun.finish).result()
        state.commit(transaction(epoch, 6, records=[Record("p:bob", b"x")]))
        assert state.position() == 6
        assert state.load(["p:ann"]) == {"p:ann": Record("p:ann", b"5")}

    def test_its_beginning_knows_which_messages_were_there(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 1, outbox=[message("m1")]))
        begun = state.begin(transaction(epoch, 2, outbox=[message("m1"), message("m2")]))
        assert begun.known == {"m1"}
        begun.finish()

    def test_a_beginning_that_is_refused_holds_nobody_up(self, state: State) -> None:
        old, new = state.take_ownership(), state.take_ownership()
        with pytest.raises(Conflict, match="epoch"):
            state.begin(transaction(old, 1))
        state.commit(transaction(new, 1, records=[Record("p:ann", b"1")]))
        assert state.position() == 1


class TestRecords:
    def test_an_empty_state_knows_nobody(self, state: State) -> None:
        assert state.position() == 0
        assert state.load(["p:ann"]) == {}
        assert state.next_wake_at() is None
        assert state.claim_due(EVER, 10) == []

    def test_what_was_written_is_loaded(self, state: State) -> None:
        records = [Record("p:ann", b"\x00a", b"s", 5), Record("p:bob", b"", b"", None), Record("p:åsa", b"x")]
        state.commit(transaction(state.take_ownership(), records=records))
        assert state.load(["p:ann", "p:bob", "p:åsa", "p:nobody"]) == {record.key: record for record in records}
        assert state.load([]) == {}

    def test_a_later_write_wins_whole(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, records=[Record("p:ann", b"1", b"s", 5)]))
        state.commit(transaction(epoch, records=[Record("p:ann", b"2")]))
        assert state.load(["p:ann"]) == {"p:ann": Record("p:ann", b"2", b"", None)}

    def test_more_keys_than_a_statement_has_variables(self, state: State) -> None:
        records = [Record(f"p:{number:06}", b"x") for number in range(40_000)]
        state.commit(transaction(state.take_ownership(), records=records))
        assert len(state.load([record.key for record in records])) == 40_000

    def test_scan_pages_in_key_order(self, state: State) -> None:
        state.commit(
            transaction(state.take_ownership(), records=[Record(key, b"") for key in ("p:c", "a:x", "p:a", "p:b")])
        )
        first = state.scan("", 3)
        assert [record.key for record in first] == ["a:x", "p:a", "p:b"]
        assert [record.key for record in state.scan("p:b", 3)] == ["p:c"]

    def test_pages_of_seen_ids_are_read_and_replaced_by_key_and_slot(self, state: State) -> None:
        epoch = state.take_ownership()
        assert state.seen_pages([("p:ann", 0)]) == {}
        first = [SeenPage("p:ann", 0, b"old-ids!"), SeenPage("p:ann", 3, b"\x00" * 4096), SeenPage("p:bob", 0, b"b")]
        state.commit(transaction(epoch, records=[Record("p:ann", b"x", b"", None, 640)], pages=first))
        state.commit(transaction(epoch, pages=[SeenPage("p:ann", 0, b"new-ids!")]))
        assert state.load(["p:ann"])["p:ann"].paged == 640
        wanted = [("p:ann", 3), ("p:nobody", 0), ("p:bob", 3), ("p:ann", 0)]
        assert state.seen_pages(wanted) == {"p:ann": {0: b"new-ids!", 3: b"\x00" * 4096}}
        assert state.seen_pages([("p:ann", 3)]) == {"p:ann": {3: b"\x00" * 4096}}
        assert state.seen_pages([("p:bob", 0), ("p:ann", 3)]) == {"p:bob": {0: b"b"}, "p:ann": {3: b"\x00" * 4096}}
        assert state.seen_pages([]) == {}

    def test_pages_of_keys_with_any_characters_are_found(self, state: State) -> None:
        epoch, keys = state.take_ownership(), ['a"b', "a'b", "ä\n€", "[1, 2]", "7"]
        state.commit(transaction(epoch, pages=[SeenPage(key, 1, key.encode()) for key in keys]))
        assert state.seen_pages([(key, 1) for key in keys]) == {key: {1: key.encode()} for key in keys}


class TestPruning:
    def test_what_is_settled_and_old_leaves_and_its_key_is_known_for_ever(self, state: State) -> None:
        assert isinstance(state, MemoryState | SqlState)
        epoch = state.take_ownership()
        statuses: list[MessageStatus] = ["pending", "sending", "sent", "failed", "refused", "unknown", "held"]
        marks = [MarkMessage(key=f"m:{status}", status=status, attempt=1) for status in statuses]
        state.commit(transaction(epoch, outbox=[message(f"m:{status}") for status in statuses], marks=marks))
        state.commit(transaction(epoch, outbox=[message("late", 5_000), message("new", 1_000)]))
        state.commit(transaction(epoch, marks=[MarkMessage(key="late", status="sent")]))
        assert state.prune_messages(900, 0, 100) == PruneStep(0, None), "none was decided before"
        pruned, after = 0, 0
        for _ in range(20):
            step = state.prune_messages(2_000, after, 2)
            pruned += step.pruned
            if step.after is None:
                break
            after = step.after
        assert pruned == 3
        keys = [*(f"m:{status}" for status in statuses), "late", "new"]
        assert set(state.messages(keys)) == {"m:pending", "m:sending", "m:unknown", "m:held", "late", "new"}
        again = transaction(epoch, outbox=[message("m:sent"), message("late"), message("fresh")])
        assert state.commit(again) == {"m:sent", "late"}
        assert set(state.messages(["m:sent", "late", "fresh"])) == {"late", "fresh"}
        state.commit(transaction(epoch, marks=[MarkMessage(key="m:sent", status="pending", due_at=1)]))
        assert "m:sent" not in state.messages(["m:sent"]), "a mark that comes late brings nothing back"

    def test_what_is_set_aside_stays(self, state: State) -> None:
        assert isinstance(state, MemoryState | SqlState)
        epoch = state.take_ownership()
        sent = MarkMessage(key="m1", status="sent")
        state.commit(transaction(epoch, outbox=[message("m1")], marks=[sent]))
        state.quarantine.report(SetAside(kind="message", name="m1", code="unreadable", reason="why"))
        state.quarantine.flush()
        assert state.prune_messages(2_000, 0, 10).pruned == 0
        assert set(state.messages(["m1"])) == {"m1"}

    def test_a_list_that_is_asked_for_while_another_thread_writes_it_is_whole(
        self, state: State, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The log is trimmed by this list: what is missing there for a moment would leave it for ever."""
        assert isinstance(state, MemoryState | SqlState)
        state.take_ownership()
        writes, may_write = Event(), Event()

        def waits(*of: Any) -> None:
            writes.set()
            assert may_write.wait(60)
            put(*of)

        monkeypatch.setattr(sql_quarantine, "put", waits)
        state.quarantine.report(SetAside(kind="signals", name="7", code="unreadable", reason="why", position=7))
        with ThreadPoolExecutor(2) as threads:
            flushed = threads.submit(state.quarantine.flush)
            if isinstance(state, SqlState):
                assert writes.wait(60)
            listed = threads.submit(state.quarantine.items, 0, 10)
            wait([listed], timeout=0.3)
            may_write.set()
            flushed.result(60)
            assert [one.item.position for one in listed.result(60)] == [7]


class TestChunksSetAside:
    def test_one_is_put_back_when_nobody_holds_chunks_and_stays_asked_for_meanwhile(self, state: FactsSource) -> None:
        state.take_ownership()
        lines = b'{"kind":"event"}\n'
        state.quarantine.report(
            SetAside(kind="chunk", name="1", code="export_failed", reason="why", payload=lines),
        )
        state.quarantine.flush()
        (number,) = (one.id for one in state.quarantine.items(0, 10))
        state.quarantine.ask(number, "retry")
        with state.quarantine.holding_chunks():
            item = state.quarantine.item(number)
            assert item is not None and state.quarantine.put_back(item)
            assert state.last_chunk() == 0
            assert list(state.quarantine.asked()) == [number]
        assert state.quarantine.put_back(item)
        assert state.chunks(0, 10) == [(1, lines)]
        assert state.quarantine.items(0, 10) == []


class TestTimers:
    def test_due_ones_come_earliest_first_and_stay_until_a_transaction_moves_them(self, state: State) -> None:
        epoch = state.take_ownership()
        wakes = {"p:late": 30, "p:b": 10, "p:a": 10, "p:none": None, "p:far": 99}
        state.commit(transaction(epoch, records=[Record(key, b"x", b"", at) for key, at in wakes.items()]))
        assert state.next_wake_at() == 10
        assert state.claim_due(30, 10) == [("p:a", 10), ("p:b", 10), ("p:late", 30)]
        assert state.claim_due(30, 2) == [("p:a", 10), ("p:b", 10)]
        assert state.claim_due(9, 10) == []
        state.commit(transaction(epoch, records=[Record("p:a", b"y", b"", None), Record("p:b", b"y", b"", 40)]))
        assert state.claim_due(40, 10) == [("p:late", 30), ("p:b", 40)]
        assert state.next_wake_at() == 30

    def test_a_timer_set_back_and_forth_is_due_once(self, state: State) -> None:
        epoch = state.take_ownership()
        for at in (10, 20, 10):
            state.commit(transaction(epoch, records=[Record("p:ann", b"x", b"", at)]))
        assert state.claim_due(50, 10) == [("p:ann", 10)]


class TestOwnership:
    def test_each_owner_has_a_higher_epoch(self, state: State) -> None:
        first = state.take_ownership()
        assert state.take_ownership() > first > 0

    def test_an_owner_that_was_replaced_writes_nothing(self, state: State) -> None:
        old, new = state.take_ownership(), state.take_ownership()
        with pytest.raises(Conflict) as refused:
            state.commit(transaction(old, 7, records=[Record("p:ann", b"old")], outbox=[message("m1")], facts=[fact()]))
        assert refused.value.code == "epoch_lost"
        assert (state.position(), state.load(["p:ann"]), state.messages(["m1"]), state.chunks(0, 9)) == (0, {}, {}, [])
        state.commit(transaction(new, 7))
        assert state.position() == 7

    def test_the_position_never_goes_back(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 9))
        with pytest.raises(Conflict) as refused:
            state.commit(transaction(epoch, 8, records=[Record("p:ann", b"x")]))
        assert refused.value.code == "position_behind"
        assert (state.position(), state.load(["p:ann"])) == (9, {})


class TestSteps:
    def test_the_same_transaction_twice_is_the_same_as_once(self, state: State) -> None:
        epoch = state.take_ownership()
        document = StoredDocument(kind="journey", name="paywall", version=1, document=b"{}", published_at=5)
        twice = transaction(
            epoch, 3, records=[Record("p:ann", b"x", b"s", 4)], outbox=[message("m1")], facts=[fact()],
            marks=[MarkMessage(key="m1", status="sending", attempt=1)], documents=[document],
        )  # fmt: skip
        state.commit(twice)
        state.commit(twice)
        assert [row.attempt for row in state.outbox(["sending"], EVER, 9)] == [1]
        assert len(state.chunks(0, 9)) == 1
        assert state.documents() == [document]

    def test_a_transaction_that_fails_at_its_end_leaves_nothing(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(
            transaction(
                epoch,
                1,
                documents=[StoredDocument(kind="journey", name="paywall", version=1, document=b"{}", published_at=5)],
            )
        )
        other = StoredDocument(kind="journey", name="paywall", version=1, document=b'{"other": 1}', published_at=6)
        with pytest.raises(Conflict) as refused:
            state.commit(
                transaction(
                    epoch, 2, records=[Record("p:ann", b"x", b"", 1)], outbox=[message("m1")], documents=[other]
                )
            )
        assert refused.value.code == "version_taken"
        left = (state.position(), state.load(["p:ann"]), state.messages(["m1"]), state.next_wake_at())
        assert left == (1, {}, {}, None)

    def test_an_empty_transaction_moves_the_position(self, state: State) -> None:
        state.commit(transaction(state.take_ownership(), 4))
        assert (state.position(), state.chunks(0, 9)) == (4, [])


class TestOutbox:
    def test_a_message_keeps_its_first_form(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, outbox=[message("m1", 10, context=b'{"a":1}')]))
        state.commit(transaction(epoch, outbox=[message("m1", 99, context=b'{"a":2}')]))
        row = state.messages(["m1", "m2"])["m1"]
        assert (row.message, row.status, row.due_at, row.attempt) == (
            message("m1", 10, context=b'{"a":1}'),
            "pending",
            10,
            0,
        )
        assert list(state.messages(["m2"])) == []

    def test_due_ones_come_oldest_first_page_by_page(self, state: State) -> None:
        epoch = state.take_ownership()
        due = {"m5": 10, "m4": 10, "m3": 20, "m2": 30, "m1": 99}
        state.commit(
            transaction(
                epoch,
                outbox=[message(key, at) for key, at in due.items()],
                marks=[MarkMessage(key="m3", status="unknown")],
            )
        )
        both = ["pending", "unknown"]
        assert _keys(state, both, 50, 9) == ["m4", "m5", "m3", "m2"]
        assert _keys(state, ["pending"], 50, 9) == ["m4", "m5", "m2"]
        assert _keys(state, both, 50, 2) == ["m4", "m5"]
        assert _keys(state, both, 50, 2, after="m5") == ["m3", "m2"]
        assert _keys(state, both, 50, 2, after="m2") == []
        assert [state.oldest_due(now) for now in (9, 10, 50)] == [None, 10, 10], "of what is pending"

    def test_marks_move_a_message(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, outbox=[message("m1", 10)]))
        state.commit(
            transaction(
                epoch, marks=[MarkMessage(key="m1", status="sending", attempt=1), MarkMessage(key="m0", status="sent")]
            )
        )
        assert _where(state) == ("sending", 10, 1, "")
        state.commit(
            transaction(epoch, marks=[MarkMessage(key="m1", status="pending", due_at=70, attempt=1, reason="busy")])
        )
        assert _where(state) == ("pending", 70, 1, "busy")
        assert _keys(state, ["pending"], 69, 9) == []
        assert state.messages(["m0"]) == {}

    @pytest.mark.parametrize("final", ["sent", "failed", "refused"])
    @pytest.mark.parametrize("late", ["pending", "sending", "unknown", "held"])
    def test_what_is_final_stays(self, state: State, final: MessageStatus, late: MessageStatus) -> None:
        epoch = state.take_ownership()
        state.commit(
            transaction(
                epoch,
                outbox=[message("m1", 10)],
                marks=[MarkMessage(key="m1", status=final, due_at=None, attempt=2, reason="why")],
            )
        )
        state.commit(transaction(epoch, marks=[MarkMessage(key="m1", status=late, due_at=99, attempt=3)]))
        assert _where(state) == (final, 10, 2, "why")
        assert _keys(state, ["pending", "sending", "unknown", "held"], EVER, 9) == []
        assert _keys(state, [final], EVER, 9) == ["m1"]

    @pytest.mark.parametrize("found", ["pending", "sent", "failed", "refused", "held"])
    def test_unknown_goes_anywhere(self, state: State, found: MessageStatus) -> None:
        epoch = state.take_ownership()
        marks = [
            MarkMessage(key="m1", status="unknown", due_at=None, attempt=1),
            MarkMessage(key="m1", status=found, due_at=None, attempt=1),
        ]
        state.commit(transaction(epoch, outbox=[message("m1", 10)], marks=marks))
        assert _where(state)[0] == found


class TestChunks:
    def test_facts_come_as_lines_under_rising_numbers(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 1, facts=[fact(data='{"seats": 3}'), fact(seq=2)]))
        state.commit(transaction(epoch, 2, facts=[fact(position=2)]))
        (first, lines), (second, _) = state.chunks(0, 9)
        assert second > first > 0
        assert lines == (
            b'{"kind":"event","person":"p:ann","at":10,"position":1,"seq":1,"data":{"seats": 3}}\n'
            b'{"kind":"event","person":"p:ann","at":10,"position":1,"seq":2}\n'
        )
        assert [number for number, _ in state.chunks(first, 9)] == [second]
        assert len(state.chunks(0, 1)) == 1

    def test_a_chunk_says_its_size_and_comes_in_pieces(self, state: FactsSource) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, facts=[fact(seq=seq) for seq in range(100)]))
        state.commit(transaction(epoch, 2, facts=[fact(seq=seq, position=2) for seq in range(3)]))
        (first, lines), (second, others) = state.chunks(0, 9)
        assert state.chunk_sizes(0, 9) == [(first, len(lines)), (second, len(others))]
        assert (state.chunk_sizes(0, 1), state.chunk_sizes(second, 9)) == ([(first, len(lines))], [])
        pieces = list(state.chunk_pieces(first, 1_000))
        assert b"".join(pieces) == lines and max(map(len, pieces)) == 1_000
        assert list(state.chunk_pieces(second + 1, 1_000)) == []
        left = state.chunk_pieces(first, 10)  # somebody who does not read on holds nobody up
        assert len(next(left)) == 10
        state.forget_chunks(second)
        assert state.chunk_sizes(0, 9) == []

    def test_a_number_is_never_given_again(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(transaction(epoch, 1, facts=[fact()]))
        ((first, _),) = state.chunks(0, 9)
        state.forget_chunks(first)
        assert (state.chunks(0, 9), state.last_chunk()) == ([], first)
        state.commit(transaction(epoch, 2, facts=[fact(position=2)]))
        ((second, _),) = state.chunks(0, 9)
        assert second > first
        assert state.last_chunk() == second


class TestDocuments:
    def test_they_come_in_the_order_of_publishing(self, state: State) -> None:
        epoch = state.take_ownership()
        documents = [
            StoredDocument(kind="segment", name="b", version=1, document=b"1", published_at=9),
            StoredDocument(kind="journey", name="a", version=2, document=b"2", published_at=3, reason="why", by="ann"),
        ]
        for number, document in enumerate(documents):
            state.commit(transaction(epoch, number, documents=[document]))
        assert state.documents() == documents

    def test_a_version_changes_its_state_and_nothing_else(self, state: State) -> None:
        epoch = state.take_ownership()
        state.commit(
            transaction(
                epoch,
                documents=[
                    StoredDocument(
                        kind="journey", name="a", version=1, document=b"1", published_at=3, reason="why", by="ann"
                    )
                ],
            )
        )
        state.commit(
            transaction(
                epoch,
                documents=[
                    StoredDocument(
                        kind="journey",
                        name="a",
                        version=1,
                        document=b"1",
                        published_at=8,
                        reason="",
                        by="bob",
                        state="paused",
                    )
                ],
            )
        )
        assert state.documents() == [
            StoredDocument(
                kind="journey",
                name="a",
                version=1,
                document=b"1",
                published_at=3,
                reason="why",
                by="ann",
                state="paused",
            )
        ]


def _keys(state: State, statuses: list[str], due_by: int, limit: int, after: str = "") -> list[str]:
    return [row.message.key for row in state.outbox(statuses, due_by, limit, after)]


def _where(state: State) -> tuple[str, int, int, str]:
    row = state.messages(["m1"])["m1"]
    return row.status, row.due_at, row.attempt, row.reason
