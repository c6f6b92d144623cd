"""A report says of each message that was decided and never left why: by its code, whatever refused it."""

from pathlib import Path

from tests.cli.served import loopline, server, wait_for
from tests.studio.send.post import Trust, safe_post

MAIL = {"kind": "message", "channel": "email", "then": "end"}
WRITTEN = {
    "fields": {"subject": "Hello {{nickname}}", "text": "t"},
    "blank": {"subject": "{{#if vip}}x{{/if}}", "text": "t"},
    "dead": {"subject": "Hello", "text": "t"},
}


def test_the_report_groups_what_was_refused_at_the_send_by_its_code(tmp_path: Path) -> None:
    trust, folder = Trust(tmp_path), tmp_path / "data"
    with safe_post(trust) as box, server(folder, trust.env(box.port)) as made:
        for name, content in WRITTEN.items():
            nodes = {"hello": {**MAIL, "content": content}, "end": {"kind": "exit", "reason": "done"}}
            document = {"kind": "journey", "id": name, "entry": {"on": [name]}, "start": "hello", "nodes": nodes}
            made.ask("POST", f"/api/journeys/{name}/publish", {"document": document, "reason": "a test"})
        key = loopline("keys", "add", "--role", "server", "--data", folder).stdout.strip()
        said = [
            {"type": kind, "userId": f"{name}-{who}", "messageId": f"{kind}-{name}-{who}", **more}
            for name in WRITTEN
            for who in range(2)
            for kind, more in (
                ("identify", {"traits": {"email": f"{name}{who}@box.test"}}),
                ("track", {"event": name}),
            )
        ]
        assert made.ask("POST", "/v1/batch", {"batch": said}, key=key).is_success

        def told(journey: str) -> list[tuple[str, str, str, int]]:
            rows = made.ask("GET", f"/api/journeys/{journey}/report").json()["refusals"]
            return [(one["node"], one["kind"], one["reason"], one["count"]) for one in rows]

        wait_for(lambda: told("fields") == [("hello", "refused", "personalisation_missing", 2)])
        wait_for(lambda: told("blank") == [("hello", "refused", "content_blank", 2)])
        wait_for(lambda: told("dead") == [("hello", "failed", "smtp_550", 2)])
