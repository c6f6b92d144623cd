"""Templates, blocks and brands: listed, read, previewed, sent as a test; and the starters. May import `providers`."""
