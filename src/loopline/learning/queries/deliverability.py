"""SQL over facts for those who watch how mail is received: what was sent, what bounced, what was complained about."""

from typing import Final

SENT_SINCE: Final = """
SELECT channel, provider, count(*) FROM facts
WHERE kind = 'attempt' AND name = 'sent' AND "at" >= $since
GROUP BY channel, provider
"""
"""Messages that providers took since a time, by channel and provider."""

_NEWS: Final = """news AS (
    SELECT key, bool_or(name = 'bounced') AS bounced, bool_or(name = 'complained') AS complained FROM facts
    WHERE kind = 'receipt' AND channel = 'email' AND name IN ('bounced', 'complained') AND "at" >= $since
    GROUP BY key
)"""
"""What is told of mails since a time, by message."""

RECEIVED: Final = f"""
WITH resumed AS (
    SELECT journey, max("at") AS since FROM facts WHERE kind = 'state' AND name = 'live' GROUP BY journey
), mails AS (
    SELECT f.journey, f.key, bool_or(f.name = 'failed') AS failed
    FROM facts f LEFT JOIN resumed r ON r.journey = f.journey
    WHERE f.kind = 'attempt' AND f.channel = 'email' AND f.name IN ('sent', 'failed')
        AND f.provider NOT IN ('', 'sandbox') AND f.journey <> '' AND f."at" >= greatest($since, coalesce(r.since, 0))
    GROUP BY f.journey, f.key
), {_NEWS}
SELECT journey, count(*), count(*) FILTER (failed OR bounced), count(*) FILTER (complained)
FROM mails LEFT JOIN news USING (key) GROUP BY journey ORDER BY journey
"""
"""Of each journey: mails that left since a time and since it was last resumed, those that bounced, or that a provider
refused for good, and those that were complained about. What the sandbox kept has not left."""

RECEIVED_BY_PROVIDER: Final = f"""
WITH mails AS (
    SELECT provider, key, bool_or(name = 'failed') AS failed FROM facts
    WHERE kind = 'attempt' AND channel = 'email' AND name IN ('sent', 'failed')
        AND provider NOT IN ('', 'sandbox') AND "at" >= greatest(
            $since, coalesce((SELECT max("at") FROM facts WHERE kind = 'published' AND name = 'workspace'), 0))
    GROUP BY provider, key
), {_NEWS}
SELECT provider, count(*), count(*) FILTER (failed OR bounced), count(*) FILTER (complained)
FROM mails LEFT JOIN news USING (key) GROUP BY provider ORDER BY provider
"""
"""The same of each provider, since a time and since the workspace was last published, which resumes a provider."""
