import shlex
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from agent.models.profile import Profile
from agent.serving import Options, make_plan
from agent.serving.launch import INSIDE
from agent.serving.shell import as_shell

KEY = "k3y-0123456789-abcdef"


def test_a_shell_reads_the_plan_back_from_it(profile: Profile, weights: Path) -> None:
    place = weights.rename(weights.with_name("it's $HOME; a `folder`"))
    plan = make_plan(profile, Options(checkpoint=place, key=SecretStr(KEY), extra=("--hf-overrides", '{"a": "b c"}')))
    text = as_shell(plan, Path("some where"))

    words = shlex.split(text.replace("\\\n", " "))
    program = words.index(str(Path("some where").absolute() / "bin" / "vllm"))
    given = dict(word.split("=", 1) for word in words[1:program] if "=" in word)
    assert words[0] == "env"
    assert tuple(words[program + 1 :]) == plan.arguments
    assert given == {**plan.environment, "PYTHONPATH": str(INSIDE), "VLLM_API_KEY": "$MMEDEXPERT_API_KEY"}
    assert (INSIDE / f"{plan.arguments[plan.arguments.index('--middleware') + 1].partition('.')[0]}.py").is_file()
    assert KEY not in text


def test_without_an_environment_vllm_is_that_of_the_path(profile: Profile, weights: Path) -> None:
    plan = make_plan(profile, Options(checkpoint=weights))
    plan = replace(plan, arguments=("serve",))

    assert as_shell(plan, None).split()[-3:] == ["vllm", "\\", "serve"]
