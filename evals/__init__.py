"""How good the agent is: benchmarks, metrics and the local servers that tests and benchmarks share."""

__all__: list[str] = []
