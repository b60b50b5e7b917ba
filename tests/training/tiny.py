"""A language model of a few thousand weights, made of the words of a view: enough for a trainer to take a step."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

TEMPLATE = "{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }} [end] {% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}"


def tokenizer(texts: Iterable[str]):
    """A word is a token."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    special = ["[unk]", "[pad]", "[end]", "[user]", "[assistant]", "[system]"]
    words = Tokenizer(models.WordLevel(unk_token="[unk]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.train_from_iterator(texts, trainers.WordLevelTrainer(special_tokens=special))
    made = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[unk]", pad_token="[pad]", eos_token="[end]")
    made.chat_template = TEMPLATE
    return made


def save(place: Path, texts: Iterable[str], *, task: str = "CausalLM", labels: int = 1) -> str:
    """Save a random model and its tokenizer, and return where; trainers load their reference model from there."""
    import torch
    import transformers

    torch.manual_seed(0)
    words = tokenizer(texts)
    size = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    ends = {"pad_token_id": words.pad_token_id, "eos_token_id": words.eos_token_id}
    config = transformers.LlamaConfig(vocab_size=len(words), num_labels=labels, **ends, **size)
    getattr(transformers, f"LlamaFor{task}")(config).save_pretrained(place)
    words.save_pretrained(place)
    return str(place)
