"""`loopline report`: of a journey, of a programme, or of everything.

May import: cli.access, cli.answers, cli.local, model.
"""
