"""`loopline alarm`: the command, and what it does.

May import: cli.access, cli.local, model, studio.
"""
