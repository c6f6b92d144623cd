"""`loopline experiment ...`: an arm for everybody, or for nobody any more.

May import: app, cli.access, cli.local, studio.
"""
