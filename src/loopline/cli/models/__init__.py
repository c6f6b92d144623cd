"""Models by command: trained, scored by, shown, listed.

May import: app, cli.access, cli.answers, cli.local.
"""
