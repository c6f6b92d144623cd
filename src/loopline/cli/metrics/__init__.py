"""`loopline metrics`: metrics of customers and messages.

May import: app, cli.access, cli.answers, cli.local, decisions, learning, model, studio.
"""
