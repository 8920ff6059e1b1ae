"""One published benchmark a file; each names itself `BENCHMARK`."""
