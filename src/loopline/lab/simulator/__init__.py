"""Generated worlds with injected faults, checked by invariants and by an oracle. Imports `lab`, runtime and below."""
