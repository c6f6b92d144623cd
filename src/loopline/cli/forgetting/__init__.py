"""`loopline forget` and `loopline person`: a person forgotten, or written out.

May import: cli.access, cli.local, app, studio.
"""
