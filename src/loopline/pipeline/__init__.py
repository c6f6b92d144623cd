"""One signal decided, one message attempted: the pure rooms composed. Imports the pure rooms and model, no I/O."""
