"""The page on which customers choose what they get, how often and in which language.

May import: api, decisions, delivery, model, signals, studio.context.
"""
