"""Clinical scores and formulas, one a file; see docs/calculators.md for how to add one."""
