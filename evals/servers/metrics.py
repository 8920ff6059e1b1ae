"""What the server has counted, in the names and the text form of vLLM's `/metrics`.

Source: vLLM 0.32, `vllm/v1/metrics/loggers.py`; Prometheus text exposition format 0.0.4 (a counter ends in `_total`).
"""

from collections.abc import Mapping

__all__ = ["exposition"]

_HELP = {
    "vllm:num_requests_running": ("gauge", "Number of requests in model execution batches."),
    "vllm:num_requests_waiting": ("gauge", "Number of requests waiting to be processed."),
    "vllm:prompt_tokens_total": ("counter", "Number of prefill tokens processed."),
    "vllm:generation_tokens_total": ("counter", "Number of generation tokens processed."),
    "vllm:prefix_cache_queries_total": ("counter", "Prefix cache queries, in terms of number of queried tokens."),
    "vllm:prefix_cache_hits_total": ("counter", "Prefix cache hits, in terms of number of cached tokens."),
    "vllm:mm_cache_queries_total": ("counter", "Multi-modal cache queries, in terms of number of queried items."),
    "vllm:mm_cache_hits_total": ("counter", "Multi-modal cache hits, in terms of number of cached items."),
    "scheduler:steps_total": ("counter", "Steps of the simulated engine."),
    "scheduler:late_seconds_total": ("counter", "Sum of how late the steps of the simulated engine ended."),
    "process_cpu_seconds_total": ("counter", "Processor time of the server's process."),
}


def exposition(values: Mapping[str, float], model: str) -> str:
    """Write figures as text.

    Args:
        values: Figures by name; every name must be one of those that are known here.
        model: The served model, a label of each of vLLM's figures.
    """
    lines: list[str] = []
    for name, value in values.items():
        kind, text = _HELP[name]
        labels = f'{{engine="0",model_name="{model}"}}' if name.startswith("vllm:") else ""
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name}{labels} {float(value)}"]
    return "\n".join(lines) + "\n"
