"""`loopline quarantine`: the command, and what it does.

May import: app, cli.access, cli.local, model, studio.
"""
