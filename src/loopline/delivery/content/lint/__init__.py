"""What is wrong with a template that compiles: nesting, hosts, images, links, size, the way out.

May import: delivery.content, delivery.email, delivery.html_tokens, model.
"""
