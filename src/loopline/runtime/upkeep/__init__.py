"""What runs beside the loop: publishing, fan-out, sweeps, the export of facts."""
