"""SQL over facts for those who watch how mail is received: what was sent, what bounced, what was complained about."""

from typing import Final

SENT_SINCE: Final = """
SELECT channel, provider, count(*) FROM facts
WHERE kind = 'attempt' AND name = 'sent' AND "at" >= $since
GROUP BY channel, provider
"""
"""Messages that providers took since a time, by channel and provider."""
