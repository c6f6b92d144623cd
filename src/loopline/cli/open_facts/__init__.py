"""`loopline query` and `loopline export`: SQL over facts, and their files.

May import: app, cli.access, cli.local, model, storage, studio.
"""
