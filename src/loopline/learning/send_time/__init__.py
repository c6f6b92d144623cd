"""The hours of the week at which people click: a hierarchical Beta of the whole, the segment and the person.

May import: model.
"""
