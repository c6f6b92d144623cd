"""What a message costs by e-mail and by webhook, and how long it takes at a steady pace."""

from collections.abc import Iterator
from typing import Final

from loopline.bench.documents import mail_journey, webhook_journey
from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.loads import PACE_PER_SECOND

PEOPLE: Final = 1_000
EVENTS: Final = 10_000
WARM: Final = 40
PACED_SECONDS: Final = 45


def messages(ground: Ground) -> Iterator[Figure]:
    """Hot by SMTP and by webhook, then an event at a time by SMTP."""
    people, events = ground.part(PEOPLE, 50), ground.part(EVENTS, 200)
    journeys = {"smtp": mail_journey(), "webhook": webhook_journey(ground.sinks.http_url + "/hook")}
    for name, journey in journeys.items():
        hot = ground.loads().hot(f"  hot, by {name}", journey, people, events)
        over = f"{events:,} events of {people:,} people, nine in ten of which send"
        yield Figure(f"{name}_cpu_ms_per_message", "ms", hot.cpu_ms, f"{over}, all processes")
        yield Figure(f"{name}_messages_per_s", "1/s", hot.messages_per_s, over)
    seconds = ground.part(PACED_SECONDS, 2)
    latency = ground.loads().paced(f"  {PACE_PER_SECOND} events/s", people, WARM, seconds)
    over = f"event to e-mail at {PACE_PER_SECOND} events/s, one a request, for {seconds} s"
    yield Figure("latency_p50_ms", "ms", latency.p50_ms, over)
    yield Figure("latency_p99_ms", "ms", latency.p99_ms, over)
