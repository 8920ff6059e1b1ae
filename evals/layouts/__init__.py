"""What several benchmarks have in common in the way their files look, one form a file."""
