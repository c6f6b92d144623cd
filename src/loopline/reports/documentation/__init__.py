"""A journey in sentences, written from its document alone: who enters, each path, messages, limits, measures, versions.

May import: learning, model.
"""
