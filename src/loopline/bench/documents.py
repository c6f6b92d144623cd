"""The journeys under test: one that sends by e-mail or to a webhook, and a thousand on other events."""

from pathlib import Path
from typing import Final

SHARED: Final = """\
kind: journey
id: bench
name: Benchmark
entry:
  on: [feature_limit_reached]
  where: event.quota_pct >= 80
  reentry: {policy: always, concurrent: true}
start: plan
nodes:
  plan:
    kind: split
    branches:
      - {name: sold, when: plan != "enterprise", then: tell}
  tell:
    kind: message
"""
MAIL: Final = """\
    channel: email
    content:
      subject: "You are at {{entry.quota_pct}} % ({{entry.tok}})"
      html: |
        <p>Hello, your {{plan}} plan is at {{entry.quota_pct}} %.</p>
        <p>You were on {{entry.page}} when it happened.</p>
        <p>Reference: {{entry.tok}}</p>
      text: |
        Your {{plan}} plan is at {{entry.quota_pct}} %. You were on {{entry.page}}. Reference: {{entry.tok}}
"""
WEBHOOK: Final = """\
    channel: webhook
    content:
      url: "{url}"
      payload: '{{"tok": "{{{{entry.tok}}}}", "plan": "{{{{plan}}}}", "pct": "{{{{entry.quota_pct}}}}", \
"page": "{{{{entry.page}}}}"}}'
"""
OTHER: Final = """\
kind: journey
id: other_{number}
name: On another event {number}
entry:
  on: [other_event_{number}]
  where: event.amount > 100
  reentry: {{policy: always, concurrent: true}}
start: rest
nodes:
  rest: {{kind: wait, for: 1d, then: tell}}
  tell:
    kind: message
    channel: email
    content: {{subject: A day later, text: It was a day ago.}}
"""


def mail_journey() -> str:
    """Enter, split by plan, one e-mail."""
    return SHARED + MAIL


def held_out_journey() -> str:
    """The same with a holdout and a goal, so that there is something to report."""
    rules = "holdout: {percent: 10}\ngoal: {event: paywall_encountered, within: 7d}\nstart: plan"
    return mail_journey().replace("start: plan", rules)


def webhook_journey(url: str) -> str:
    """Enter, split by plan, one POST to `url`."""
    return SHARED + WEBHOOK.format(url=url)


def other_journey(number: int) -> str:
    """One of many journeys that wait for an event which nobody sends."""
    return OTHER.format(number=number)


def write_documents(folder: Path, journey: str, others: int = 0) -> list[Path]:
    """The journey and `others` more on other events, as files to push."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"bench.yaml": journey} | {f"other_{n}.yaml": other_journey(n) for n in range(others)}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]
