"""An e-mail as bytes, and the text part of one that was written only as HTML.

May import: delivery.html_tokens, delivery.spoken, model.
"""
