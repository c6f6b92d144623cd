"""`loopline file`: the commands, and what they do.

May import: app, cli.access, cli.content, cli.local, model, studio.
"""
