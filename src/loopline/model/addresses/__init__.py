"""An address as somebody: what was said of it, who has it, and how it is written alike.

May import: model.
"""
