"""Models of what people will do, as they are written.

May import: model.
"""
