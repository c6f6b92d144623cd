"""What is set aside is kept by one store that several processes have open."""

from contextlib import closing

from loopline.model.records import SetAside
from loopline.storage.sql.database import Place
from loopline.storage.sql.state import SqlState

LINES = b'{"kind":"event"}\n'


def test_no_process_puts_a_chunk_back_while_another_one_holds_them(place: Place) -> None:
    with closing(SqlState(place)) as server, closing(SqlState(place)) as worker:
        worker.take_ownership()
        worker.quarantine.report(SetAside(kind="chunk", name="1", code="export_failed", reason="why", payload=LINES))
        worker.quarantine.flush()
        (item,) = worker.quarantine.items(0, 10)
        worker.quarantine.ask(item.id, "retry")
        with server.quarantine.holding_chunks():
            assert worker.quarantine.put_back(item)
            assert worker.last_chunk() == 0 and list(worker.quarantine.asked()) == [item.id]
        assert worker.quarantine.put_back(item)
        assert worker.chunks(0, 10) == [(1, LINES)]


def test_one_that_is_asked_for_in_the_midst_waits_too(place: Place) -> None:
    with closing(SqlState(place)) as server, closing(SqlState(place)) as worker:
        worker.take_ownership()
        with server.quarantine.holding_chunks():
            worker.quarantine.report(
                SetAside(kind="chunk", name="1", code="export_failed", reason="why", payload=LINES)
            )
            worker.quarantine.flush()
            (item,) = server.quarantine.items(0, 10)
            server.quarantine.ask(item.id, "retry")
            assert worker.quarantine.put_back(item)
            assert worker.last_chunk() == 0
        assert worker.quarantine.put_back(item)
        assert worker.last_chunk() == 1
