"""People who were forgotten: what stands in the place of their letters.

May import: model.
"""
