"""Where the record is kept.

May import: learning, model, pipeline, ports.
"""
