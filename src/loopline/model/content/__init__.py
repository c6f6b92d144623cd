"""Content as documents: templates, blocks, brands, and what a journey version pins of them.

Imports model alone.
"""
