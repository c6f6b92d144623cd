"""`loopline metrics`: metrics of customers and messages.

May import: app, cli.access, cli.local, learning, model, studio.
"""
