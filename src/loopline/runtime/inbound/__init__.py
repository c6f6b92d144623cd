"""The mail server for what comes back: a process that reads mail, and the link by which what it tells reaches the log.

May import: delivery, model, runtime.child, runtime.intake, runtime.supervise.
"""
