"""`loopline forget` and `loopline person`: a person forgotten, or written out.

May import: app, cli.access, cli.local, model, studio.
"""
