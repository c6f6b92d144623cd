"""Templates, blocks and brands through the edge: published over HTTP, sent by SMTP, and who gets which version."""

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for
from tests.providers.push.aside import aside
from tests.providers.servers import mailroom

BRAND = {"kind": "brand", "id": "brand", "name": "Acme & Sons", "address": "1 Market Street, Berlin"}
OFFER = {
    "kind": "block",
    "id": "offer",
    "params": {"what": "something", "until": "soon"},
    "source": '<mj-text css-class="ll-text">{{what}} until {{until}}, {{fallback first_name "friend"}}</mj-text>',
}
BODY = """{{> header}}
<mj-section css-class="ll-card" background-color="{{brand.card}}"><mj-column>
  <mj-text css-class="ll-text"><h1>WORD</h1>{{> intro}}</mj-text>
  {{> offer what="Half price" until=entry.until}}
  <mj-table>{{#each entry.items}}<tr><td>{{name}}</td></tr>{{/each}}</mj-table>
  {{#if vip}}<mj-text>You are a VIP.</mj-text>{{/if}}
</mj-column></mj-section>
{{> footer}}"""


def template(word: str, **more: Any) -> dict[str, Any]:
    content = {"subject": f"{word} for {{{{first_name}}}}", "preheader": "All that is new since you were here."}
    slots = {"intro": "The usual words."}
    whole = {"kind": "template", "id": "news", "content": content, "mjml": BODY.replace("WORD", word), "slots": slots}
    return whole | more


JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "id": "fresh",
    "owner": "growth",
    "entry": {"on": ["signed_up"]},
    "goal": {"event": "bought"},
    "start": "first",
    "nodes": {
        "first": {"kind": "message", "channel": "email", "template": "news", "then": "rest"},
        "rest": {"kind": "wait", "until": {"event": "went_on"}, "timeout": "30d", "then": "second"},
        "second": {
            "kind": "message",
            "channel": "email",
            "template": "news",
            "overrides": {"intro": "Words of <b>this</b> step.", "subject": "Again: {{first_name}}"},
        },
    },
}


def push(made: Server, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = made.ask("POST", "/api/documents", {"document": document, "publish": True, "reason": "new", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def happens(made: Server, key: str, person: str, event: str) -> None:
    traits = {"email": f"{person}@example.test", "first_name": person.title()}
    properties = {"until": "Friday", "items": [{"name": "Hat"}, {"name": "Coat"}]}
    batch = [
        {"type": "identify", "userId": person, "traits": traits},
        {"type": "track", "userId": person, "event": event, "properties": properties},
    ]
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def test_a_person_gets_the_template_that_their_version_was_published_with(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    with aside(mailroom()) as room:

        def mails_to(person: str) -> list[EmailMessage]:
            found = [raw for to, raw in list(room.mails) if to == f"{person}@example.test"]
            return [message_from_bytes(raw, policy=policy.default) for raw in found]

        def await_mail(person: str, count: int) -> EmailMessage:
            wait_for(lambda: len(mails_to(person)) >= count)
            return mails_to(person)[count - 1]

        with server(folder, {"LOOPLINE_EMAIL": f"smtp://127.0.0.1:{room.port}"}) as made:
            for document in (BRAND, OFFER, template("One")):
                assert push(made, document)["version"] == 1
            assert push(made, JOURNEY)["version"] == 1
            happens(made, key, "ann", "signed_up")
            first = await_mail("ann", 1)
            again = push(made, template("Two"))
            assert (again["version"], again["journeys"]) == (2, ["fresh"])
            happens(made, key, "bob", "signed_up")
            assert await_mail("bob", 1)["subject"] == "Two for Bob"
            happens(made, key, "ann", "went_on")
            second = await_mail("ann", 2)
            made.stop()
        with server(folder, {"LOOPLINE_EMAIL": f"smtp://127.0.0.1:{room.port}"}) as made:  # as the documents left it
            push(made, template("Three"), move=True)
            happens(made, key, "bob", "went_on")
            third = await_mail("bob", 2)
            lines = made.ask("GET", "/api/content").json()["content"]
            versions = made.ask("GET", "/api/content/template/news").json()["versions"]
            document = made.ask("GET", "/api/journeys/fresh/versions/3").json()["document"]
            made.stop()
    assert first["subject"] == "One for Ann"
    html, text = html_of(first), text_of(first)
    assert "Half price until Friday, Ann" in html and "<td" in html and html.count("Hat") == 1
    assert html.index("Hat") < html.index("Coat") and "VIP" not in html and "{{" not in html
    assert "Acme &amp; Sons, 1 Market Street, Berlin" in html and "The usual words." in html
    assert "Half price until Friday, Ann" in text and "All that is new" not in text and "Unsubscribe" in text
    assert second["subject"] == "Again: Ann"
    assert "<h1" in html_of(second) and "One" in html_of(second), "a person stays with their version's template"
    assert "Words of <b>this</b> step." in html_of(second) and "The usual words." not in html_of(second)
    assert ">Three<" in html_of(third), "who was moved sends the new one"
    named = {(line["kind"], line["id"]): (line["version"], line["journeys"]) for line in lines}
    assert named == {
        ("template", "news"): (3, ["fresh"]),
        ("block", "offer"): (1, ["fresh"]),
        ("brand", "brand"): (1, ["fresh"]),
    }
    assert [one["version"] for one in versions] == [1, 2, 3]
    assert "pins" not in document and document["nodes"]["first"]["template"] == "news"


def test_what_journeys_use_is_not_taken_from_them(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as made:
        for document in (BRAND, OFFER, template("One"), JOURNEY):
            push(made, document)
        bare = template("Two", mjml=BODY.replace("WORD", "Two").replace("{{> intro}}", ""), slots={})
        refused = made.ask("POST", "/api/documents", {"document": bare, "publish": True, "reason": "new"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "content_in_use")
        same = push(made, template("One"))
        assert same["version"] == 1 and len(made.ask("GET", "/api/journeys/fresh").json()["versions"]) == 1
        cases: dict[str, dict[str, Any]] = {
            "template_unknown": {"template": "newz"},
            "override_unknown": {"template": "news", "overrides": {"introo": "x"}},
            "template_channel": {"template": "news", "channel": "sms"},
            "content_twice": {"template": "news", "content": {"subject": "x"}},
            "content_missing": {},
        }
        for code, changed in cases.items():
            node = {"kind": "message", "channel": "email", **changed}
            journey = JOURNEY | {"id": "other", "nodes": {"first": node}}
            faults = made.ask("POST", "/api/check", {"document": journey}).json()["faults"]
            assert code in {fault["code"] for fault in faults}, (code, faults)
        near = made.ask("POST", "/api/check", {"document": template("One", mjml="{{> ofer}}{{> footer}}")}).json()
        assert [(one["code"], "offer" in one["text"]) for one in near["faults"]] == [("block_unknown", True)]
        circle = OFFER | {"source": "{{> offer}}"}
        assert made.ask("POST", "/api/check", {"document": circle}).json()["faults"][0]["code"] == "block_cycle"
        body = {"document": template("One"), "person": {"first_name": "Ann", "entry": {"until": "May", "items": []}}}
        shown = made.ask("POST", "/api/content/preview", body).json()
        assert shown["subject"] == "One for Ann" and "Half price until May, Ann" in shown["html"]
        dry = {
            "document": JOURNEY,
            "person": {"traits": {"email": "a@example.test", "first_name": "Ann"}},
            "signals": [{"event": "signed_up", "properties": {"until": "May", "items": []}}],
        }
        walked = made.ask("POST", "/api/previews/dry-run", dry)
        assert "One for Ann" in walked.text, walked.text
        made.stop()


def test_a_template_begins_with_a_starter(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    listed = loopline("template", "starters")
    assert listed.returncode == 0 and "welcome" in listed.stdout
    made = loopline("template", "new", "mine", "--from", "upsell", "--to", file)
    assert made.returncode == 0, made.stderr
    checked = loopline("check", file)
    assert checked.returncode == 0 and "postal_missing" in checked.stderr, checked.stderr
    assert loopline("template", "new", "mine", "--to", file).returncode == 1
    assert loopline("template", "new", "other", "--from", "welcom", "--to", tmp_path / "o.yaml").returncode == 1


STORY = """
journeys: [fresh]
person: {traits: {email: ann@example.test, first_name: Ann}}
stories:
  - story: A template at once
    when:
      - day 0 10:00: {does: signed_up, with: {until: May, items: []}}
    expect:
      - day 0 10:00: [gets first by email]
    until: 1d
  - story: A template with a blank in it is refused
    person: {traits: {email: ann@example.test}}
    when:
      - day 0 10:00: {does: signed_up, with: {until: May, items: []}}
    expect:
      - day 0 10:00: ["refused first by email: Missing personalisation: first_name"]
    until: 1d
"""


def test_stories_and_checks_of_files_know_templates(tmp_path: Path) -> None:
    files = []
    for number, document in enumerate((JOURNEY, template("One"), OFFER, BRAND)):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(json.dumps(document), encoding="utf-8")
    story = tmp_path / "story.yaml"
    story.write_text(STORY, encoding="utf-8")
    told = loopline("test", story, *(word for file in files for word in ("--with", file)))
    assert told.returncode == 0, told.stderr
    assert loopline("check", *files).returncode == 0
    alone = loopline("check", files[1])
    assert alone.returncode == 1 and "block_unknown" in alone.stderr
    folder = tmp_path / "data"
    with server(folder) as made:
        batch = {"documents": [JOURNEY, template("One"), OFFER, BRAND], "publish": True, "reason": "new"}
        taken = made.ask("POST", "/api/documents/batch", batch).json()["documents"]
        assert all("pushed" in one and one["pushed"] for one in taken), taken
        checked = loopline("check", files[0], files[1], "--data", folder)
        assert checked.returncode == 0, checked.stderr
        bare = template("Two", mjml=BODY.replace("WORD", "Two").replace("{{> intro}}", ""), slots={})
        segment = {"kind": "segment", "id": "all", "when": "true"}
        mixed = {"documents": [bare, segment], "publish": True, "reason": "new"}
        first, second = made.ask("POST", "/api/documents/batch", mixed).json()["documents"]
        assert first["refused"]["code"] == "content_in_use" and second["pushed"]["version"] == 1
        both = [bare, {**JOURNEY, "nodes": {**JOURNEY["nodes"], "second": JOURNEY["nodes"]["first"] | {"then": None}}}]
        done = made.ask("POST", "/api/documents/batch", {**mixed, "documents": both}).json()["documents"]
        assert [(one["pushed"] or one["refused"]).get("version") for one in done] == [2, 2], done
        made.stop()


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
