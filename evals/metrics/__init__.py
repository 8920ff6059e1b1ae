"""What benchmarks are scored by: small pure functions, each checked against someone else's implementation."""
