"""Generated worlds with planted bad luck, held to invariants and to a second engine."""
