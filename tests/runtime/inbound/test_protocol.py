"""What goes over the link between the mail server's process and the server."""

from loopline.model.hook import Receipt
from loopline.runtime.inbound.protocol import MailHeard, MailTold, decode_heard, decode_told, mail_frame
from loopline.runtime.intake.protocol import Frames


def test_packets_come_whole_from_pieces() -> None:
    told = [
        MailTold(1, []),
        MailTold(2, [Receipt(kind="bounced", message="k\x00", reason="ü" * 300, hard_bounce=True)]),
    ]
    stream, frames = b"".join(map(mail_frame, told)), Frames()
    found = [packed for at in range(0, len(stream), 7) for packed in frames.take(stream[at : at + 7])]
    assert [decode_told(packed) for packed in found] == told
    (packed,) = Frames().take(mail_frame(MailHeard(2, True)))
    assert decode_heard(packed) == MailHeard(2, True)
