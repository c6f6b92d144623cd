"""Stories that a marketer can read, run as tests in virtual time. Imports `lab`, decisions and model."""
