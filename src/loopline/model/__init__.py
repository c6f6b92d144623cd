"""The nouns: frozen values without I/O, clock or randomness. Imports no other package of Loopline."""
