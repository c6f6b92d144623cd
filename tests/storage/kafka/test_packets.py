"""Records are put together to what was appended, whole or not at all, at positions that rise."""

from hypothesis import given
from hypothesis import strategies as st

from loopline.storage.kafka.packets import INDEX_BITS, OFFSETS_MAX, Assembler, Packet, end_of, offset_near, pack_packet
from loopline.storage.log_entries import packed_signals
from tests.contracts.made import events

ROOM = 400
PACKETS = st.lists(st.tuples(st.integers(1, 300), st.integers(0, 12), st.booleans()), max_size=8)
"""Of each packet: its signals, after how many records it was cut, and whether it was."""


def assembled(values: list[bytes], begin: int = 0) -> list[Packet]:
    """What a reader who begins there makes of records with these values."""
    assembler = Assembler()
    found = (assembler.take(offset, value) for offset, value in enumerate(values) if offset >= begin)
    return [packet for packet in found if packet is not None]


def test_positions_stay_below_what_reports_can_pack() -> None:
    assert end_of(OFFSETS_MAX - 1) == 1 << 43
    assert end_of(-1) == 0 and end_of(0) == 1 << INDEX_BITS


@given(PACKETS)
def test_what_is_whole_comes_back_and_what_was_cut_short_is_left_out(made: list[tuple[int, int, bool]]) -> None:
    values: list[bytes] = []
    whole: list[tuple[list[str], int]] = []
    total = 0
    for number, (count, cut_after, is_cut) in enumerate(made):
        signals = events(total + 1, count)
        records = pack_packet(packed_signals(signals), count, total + count, number, ROOM)
        assert len(records) << INDEX_BITS >= count
        if is_cut and cut_after < len(records):
            records = records[:cut_after]
        else:
            total += count
            whole.append(([one.id for one in signals], total))
        values += records
    packets = assembled(values)
    assert [([one.id for one in packet.entry.signals if one], packet.total) for packet in packets] == whole
    places = [place for packet in packets for place in packet.entry.positions]
    assert places == sorted(set(places)) and all(place >= 1 for place in places)
    for packet in packets:
        assert packet.entry.end == end_of(packet.last)
        for place in (packet.entry.position, packet.entry.end):
            assert packet.first <= offset_near(place) <= packet.last
    if packets:
        assert assembled(values, packets[-1].first) == packets[-1:], "whoever begins at a packet reads it"
        if packets[-1].first < packets[-1].last:
            assert not assembled(values, packets[-1].first + 1), "a packet of which the beginning is gone"


def test_a_repeat_of_a_part_or_another_order_is_no_run() -> None:
    first, second, third = pack_packet(packed_signals(events(1, 300)), 300, 300, 1, 100_000)
    for values in ([first, first, second, third], [first, third, second], [second, third], [first, second, second]):
        packets = assembled(values)
        assert len(packets) == (1 if values[:2] == [first, first] else 0)


@given(st.lists(st.binary(max_size=60), max_size=5))
def test_any_bytes_are_read_as_a_signal_that_cannot_be_read(values: list[bytes]) -> None:
    for packet in assembled(values):
        assert len(packet.entry.signals) >= 1
        assert packet.entry.position >= 1


def test_what_cannot_be_decoded_counts_as_many_signals_as_it_said() -> None:
    (value,) = pack_packet(b"\xc1nonsense", 5, 5, 1, 1_000)
    (packet,) = assembled([value])
    assert packet.entry.signals == (None,) * 5
    assert packet.entry.end == end_of(0)
