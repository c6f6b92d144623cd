"""`loopline list`: the commands, and what they do.

May import: app, cli.access, cli.imports, cli.local, studio.
"""
