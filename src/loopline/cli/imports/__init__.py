"""`loopline import` and `loopline imports`: the commands, and what they do.

May import: app, cli.access, cli.local, model, runtime, studio.
"""
