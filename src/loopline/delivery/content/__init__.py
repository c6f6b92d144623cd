"""Templates made into content, once a version and never once a person: blocks, brand, MJML, inlined styles, lint.

May import: delivery.email, delivery.html_tokens, model.
"""
