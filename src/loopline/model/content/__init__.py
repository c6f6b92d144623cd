"""Content as documents: templates, blocks, brands, and what a journey version pins of them.

May import: model.catalogs, model.channels, model.choices, model.nodes.
"""
