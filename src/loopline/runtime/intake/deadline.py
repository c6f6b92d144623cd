"""How long a request to the intake may stay unanswered, and what is said then."""

from loopline.model.errors import Unavailable

ANSWER_SECONDS = 10.0
"""After so long a request is refused; it may be in the log or not."""

KILL_SECONDS = 20.0
"""A process that has answered nothing for so long is killed, and another one is started."""


START_SECONDS = 60.0
"""A process that has just been started may take so long for its first answer."""


def slow() -> Unavailable:
    """The refusal of a request that was not answered in time."""
    return Unavailable(
        "intake_slow",
        "The log has not answered in time, so nobody knows whether this was written: send it again in a moment, with "
        "the same message ids. If it lasts, look at the disk of the data folder, at PostgreSQL, or at Kafka.",
    )
