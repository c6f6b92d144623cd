"""`loopline texts`: the commands, and what they do.

May import: app, cli.access, cli.local, model, studio.
"""
