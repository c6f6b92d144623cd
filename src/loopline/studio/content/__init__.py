"""Templates, blocks and brands: listed, read, previewed; and the starters that ship with the package."""
