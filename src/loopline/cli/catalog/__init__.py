"""`loopline catalog`: the commands, and what they do.

May import: app, cli.access, cli.documents, cli.local, decisions, model, studio.
"""
