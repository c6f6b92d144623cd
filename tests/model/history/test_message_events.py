"""Names that belong to us, and the keys of times."""

from loopline.model.history.message_events import MESSAGE_EVENTS, doubt_key, is_ours, key_parts, times_key


def test_what_is_ours() -> None:
    assert all(map(is_ours, MESSAGE_EVENTS)) and len(MESSAGE_EVENTS) == 8
    assert not any(map(is_ours, ("message_failed", "message", "messages_opened", "Message_opened", "own_message_sent")))
    assert is_ours(times_key("message_sent", "machine == false")), "nobody's event has the name of a key"


def test_a_key_has_its_parts_and_a_doubt_has_none() -> None:
    key = times_key("message_sent", 'channel == "email"')
    assert key_parts(key) == ("message_sent", 'channel == "email"')
    assert key_parts(doubt_key(key)) is None and key_parts("order") is None
