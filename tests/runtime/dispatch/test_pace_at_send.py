"""Rates to domains through the edge: a whole server, a real mail server, and what the message's page and facts say."""

from collections import Counter
from pathlib import Path

from loopline.model.records import OutboxRow
from loopline.settings import Settings
from tests.providers.servers import Mailroom, post_office
from tests.runtime.dispatch.crowd import enter, journey, publish_workspace, until
from tests.studio.house import House, Json, living

WORKSPACE: Json = {
    "kind": "workspace",
    "delivery": {"domain_rates": [{"domains": ["gmail.com", "googlemail.com"], "limit": 20, "within": "1h"}]},
}


def domains(office: Mailroom) -> Counter[str]:
    """How many mails it took for each domain."""
    return Counter(to.rpartition("@")[2] for to, _ in list(office.mails))


def test_a_domain_with_a_rate_holds_up_no_other_and_no_message_loses_an_attempt(tmp_path: Path) -> None:
    with post_office() as office:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{office.port}?starttls=never"})
        with living(tmp_path, settings) as house:
            publish_workspace(house, WORKSPACE)
            house.publish(journey("news"))
            house.publish(journey("code", transactional=True))
            many = [f"a{number}@g{'oogle' if number % 2 else ''}mail.com" for number in range(150)]
            enter(house, "news", *many, *(f"b{number}@example.test" for number in range(20)))
            until(lambda: domains(office)["example.test"] == 20)
            assert domains(office)["gmail.com"] + domains(office)["googlemail.com"] == 1
            until(lambda: len(late(house)) >= 85)  # 64 wait in memory, the others until a time of their own
            pending = house.app.state.outbox(("pending",), 2**62, 1_000)
            assert len(pending) == 149 and {one.attempt for one in pending} == {0}
            assert {one.reason for one in late(house)} == {"domain_rate"}
            due = [one.due_at for one in late(house)]
            assert len(set(due)) > 20, "each has a time of its own, for a day"

            publish_workspace(house, {"kind": "workspace"})
            enter(house, "code", "c0@gmail.com")
            until(lambda: domains(office)["gmail.com"] + domains(office)["googlemail.com"] == 151)


def late(house: House) -> list[OutboxRow]:
    """What waits in the outbox until a later time."""
    now = house.app.clock.now()
    return [one for one in house.app.state.outbox(("pending",), 2**62, 1_000) if one.due_at > now + 1_000]
