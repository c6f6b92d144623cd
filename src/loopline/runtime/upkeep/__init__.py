"""Publishing, fan-out, sweeps and the export of facts, beside the loop. Imports ports, decisions and the engine."""
