"""What all types of messages share: who, which, when, where; and what was odd."""

from loopline.signals.dialects.segment_parsed import checked_message, merged_context, notes_of, parse_message
from loopline.signals.dialects.segment_wire import SegmentContext

NOW = 1_795_000_060_000


def test_what_was_odd_is_noted_of_the_person_with_an_id_of_its_own() -> None:
    text = b'{"type":"track","messageId":"m1","userId":" ann","event":"x","timestamp":"soon"}'
    parsed = checked_message(parse_message(text), text, None, NOW, 0)
    notes = notes_of(parsed)
    assert [(note.key, note.id, note.reason, note.now) for note in notes] == [
        ("ann", "m1/id_trimmed/userId", "id_trimmed", ""),
        ("ann", "m1/time_unreadable/timestamp", "time_unreadable", "soon"),
    ]


def test_what_a_message_says_goes_before_what_its_batch_says() -> None:
    shared = SegmentContext(timezone="Asia/Tokyo")
    assert merged_context(None, shared) is shared
    assert merged_context(SegmentContext(timezone="UTC"), shared).timezone == "UTC"
    assert merged_context(SegmentContext(), shared).timezone == "Asia/Tokyo"
