import pytest

from evals.servers.metrics import exposition


def test_figures_have_vllms_names_and_labels() -> None:
    lines = exposition({"vllm:num_requests_running": 3, "process_cpu_seconds_total": 1.5}, "m").splitlines()

    assert lines[1] == "# TYPE vllm:num_requests_running gauge"
    assert lines[2] == 'vllm:num_requests_running{engine="0",model_name="m"} 3.0'
    assert lines[-1] == "process_cpu_seconds_total 1.5"


def test_a_figure_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        exposition({"vllm:unknown": 1.0}, "m")
