"""`loopline template`: the commands, and what they do.

May import: model, studio.
"""
