"""`loopline backlog`, `loopline review` and `loopline overlap`: the commands, and what they do.

May import: app, cli.access, cli.local, learning, studio.
"""
