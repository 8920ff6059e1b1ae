"""Makes a tiny checkpoint of the Qwen2.5-VL family and two LoRA adapters for it:  python checkpoint.py FOLDER

Run by the interpreter of vLLM's environment, where torch and transformers are. Weights are random and nothing is
downloaded: what is tested is the serving, never what the model says. Writes `base/`, `chest/` and `neuro/`.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

ROOT = Path(__file__).resolve().parents[2]
SEED = 20261121

# Names, order and `special` flags are those of Qwen2.5-VL's tokenizer_config.json. `<think>` and `<answer>` are plain
# text there, and so they are here.
END, TURN, OVER = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
VISION_START, VISION_END = "<|vision_start|>", "<|vision_end|>"
IMAGE, VIDEO = "<|image_pad|>", "<|video_pad|>"
CONTROL = (
    *(END, TURN, OVER, "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>"),
    *("<|quad_start|>", "<|quad_end|>", VISION_START, VISION_END, "<|vision_pad|>", IMAGE, VIDEO),
)
ADDED = ("<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>")
ADDED += ("<|repo_name|>", "<|file_sep|>")
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How the family cuts text before the merges; digits stand alone."""
VOCABULARY = 2048

TEMPLATE = """\
{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content -%}
{% if part.type == 'text' %}{{ part.text }}{% else %}<|vision_start|><|image_pad|><|vision_end|>{% endif %}
{%- endfor %}{% endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}"""


def tokenizer() -> PreTrainedTokenizerFast:
    """A byte-level BPE learnt from this project's own prompts and guidelines, so that they cost few tokens."""
    bpe = Tokenizer(models.BPE())
    bpe.normalizer = normalizers.NFC()
    words = pre_tokenizers.Split(Regex(WORDS), "isolated")
    bpe.pre_tokenizer = pre_tokenizers.Sequence(
        [words, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    bpe.decoder = decoders.ByteLevel()
    places = (ROOT / "agent" / "prompts", ROOT / "guidelines" / "library", ROOT / "tools" / "library")
    texts = [path.read_text("utf-8") for place in places for path in sorted(place.glob("*")) if path.is_file()]
    letters = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=letters))
    made = PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token=OVER, pad_token=END, additional_special_tokens=list(CONTROL)
    )
    made.add_tokens([AddedToken(name, special=False, normalized=False) for name in ADDED])
    return made


def configuration(tokens: PreTrainedTokenizerFast) -> Qwen2_5_VLConfig:
    """The family's architecture with everything small; heads keep 32 channels, the least that kernels take."""
    number = tokens.convert_tokens_to_ids
    size = (len(tokens) + 63) // 64 * 64
    text = {
        **{"hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 2, "vocab_size": size},
        **{"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 32768},
        "rms_norm_eps": 1e-6,
        # The three sections (time, height, width) share half a head's channels.
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [4, 6, 6]},
        **{"bos_token_id": number(END), "eos_token_id": number(OVER), "pad_token_id": number(END)},
    }
    vision = {
        **{"depth": 2, "hidden_size": 64, "intermediate_size": 128, "num_heads": 2, "out_hidden_size": 128},
        **{"patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2, "tokens_per_second": 2},
        **{"window_size": 112, "fullatt_block_indexes": [1]},
    }
    return Qwen2_5_VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=number(IMAGE),
        video_token_id=number(VIDEO),
        vision_start_token_id=number(VISION_START),
        vision_end_token_id=number(VISION_END),
        tie_word_embeddings=False,
    )


def write_base(folder: Path) -> Qwen2_5_VLConfig:
    """The base model: weights as safetensors, tokenizer, image processor and chat template."""
    torch.manual_seed(SEED)
    tokens = tokenizer()
    shape = configuration(tokens)
    model = Qwen2_5_VLForConditionalGeneration(shape).to(torch.bfloat16)
    model.generation_config.eos_token_id = [shape.text_config.eos_token_id, shape.text_config.pad_token_id]
    model.generation_config.pad_token_id = shape.text_config.pad_token_id
    model.save_pretrained(folder)
    tokens.chat_template = TEMPLATE
    tokens.save_pretrained(folder)
    settings = folder / "tokenizer_config.json"
    said = json.loads(settings.read_text("utf-8"))
    said.pop("backend", None)
    said |= {"tokenizer_class": "Qwen2TokenizerFast", "chat_template": TEMPLATE, "model_max_length": 32768}
    settings.write_text(json.dumps(said, indent=1), encoding="utf-8")
    processor = {
        **{"image_processor_type": "Qwen2VLImageProcessor", "processor_class": "Qwen2_5_VLProcessor"},
        **{"min_pixels": 3136, "max_pixels": 1003520, "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2},
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=1), encoding="utf-8")
    return shape


def write_adapter(folder: Path, shape: Qwen2_5_VLConfig, rank: int, seed: int) -> None:
    """A LoRA adapter of the language part, strong enough that its answers differ from the base's."""
    chance = torch.Generator().manual_seed(seed)
    text = shape.text_config
    wide = text.hidden_size
    narrow = wide // text.num_attention_heads * text.num_key_value_heads
    weights = {}
    for layer in range(text.num_hidden_layers):
        for name, out in (("q_proj", wide), ("v_proj", narrow), ("o_proj", wide)):
            stem = f"base_model.model.model.language_model.layers.{layer}.self_attn.{name}"
            weights[f"{stem}.lora_A.weight"] = torch.randn(rank, wide, generator=chance) * 0.5
            weights[f"{stem}.lora_B.weight"] = torch.randn(out, rank, generator=chance) * 0.5
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / "adapter_model.safetensors")
    about = {
        **{"peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": "base", "inference_mode": True},
        **{"r": rank, "lora_alpha": 2 * rank, "lora_dropout": 0.0, "bias": "none"},
        "target_modules": ["q_proj", "v_proj", "o_proj"],
    }
    (folder / "adapter_config.json").write_text(json.dumps(about, indent=1), encoding="utf-8")


def main(folder: Path) -> None:
    """Write everything."""
    shape = write_base(folder / "base")
    write_adapter(folder / "chest", shape, rank=4, seed=SEED + 1)
    write_adapter(folder / "neuro", shape, rank=8, seed=SEED + 2)
    (folder / ".made").touch()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
