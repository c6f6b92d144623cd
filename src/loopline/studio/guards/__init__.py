"""Guards: a journey is paused whose mails are received badly, or whose guardrail is broken.

May import nothing of the other resources.
"""
