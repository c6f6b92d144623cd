"""Templates, blocks and brands: listed, read, previewed; and the starters. May import no other resource."""
