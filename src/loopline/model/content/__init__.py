"""Content as documents: templates, blocks, brands, files, and what a journey version pins of them.

May import: model.catalogs, model.channels, model.choices, model.entry, model.errors, model.mail, model.nodes,
model.offers, model.scoring, model.signal.
"""
