#!/usr/bin/env python3
"""sdk_requests.py FOLDER [COUNT] [SEED]: random requests as the PyPI clients `openai` and `anthropic` type them.

Writes FOLDER/{chat,responses,embeddings,messages,count_tokens}.jsonl, one request a line. The parameters' TypedDicts
become JSON Schema through pydantic; the walk over it is ours, so that every member and every branch of a union comes up.
"""
import json
import pathlib
import random
import sys

from anthropic.types import message_count_tokens_params, message_create_params
from openai.types import embedding_create_params
from openai.types.chat import completion_create_params
from openai.types.responses import response_create_params
from pydantic import TypeAdapter

# What the types leave out and the references of the providers say.
RANGES = {
    "temperature": (0, 1), "top_p": (0, 1), "frequency_penalty": (-2, 2), "presence_penalty": (-2, 2), "n": (1, 128),
    "top_logprobs": (0, 20), "budget_tokens": (1024, 64000), "max_tokens": (0, 128000), "dimensions": (1, 3072),
    "max_completion_tokens": (1, 128000), "top_k": (0, 500), "logit_bias": (-100, 100), "input": (0, 200000),
    "max_output_tokens": (16, 128000),
}
AT_LEAST_ONE = {"messages", "input", "stop"}
# A stored prompt may name the model of a response, so that the types do not ask for one. The proxy does.
ALWAYS = {"responses": ["model"]}
TEXTS = ["", "a", "Grüße, 世界 🌍", 'quote " backslash \\ line\nfeed \u0000 \u007f', "data:image/png;base64," + "iVBORw0K" * 40]


class Requests:
    def __init__(self, schema, seed):
        self.schema, self.random = schema, random.Random(seed)

    def one(self):
        return self.value(self.schema, "", 0)

    def value(self, schema, name, depth):
        pick = self.random.choice
        if "$ref" in schema:
            return self.value(self.schema["$defs"][schema["$ref"].split("/")[-1]], name, depth + 1)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.value(pick(schema[union]), name, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return pick(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            return self.members(schema, name, depth)
        if kind == "array":
            least = 1 if name in AT_LEAST_ONE else 0
            most = 1 if depth > 12 else 4
            return [self.value(schema.get("items", {}), name, depth + 1) for _ in range(self.random.randint(least, most))]
        low, high = RANGES.get(name, (0, 1000))
        if kind == "integer":
            return self.random.randint(int(low), int(high))
        if kind == "number":
            return round(self.random.uniform(low, high), self.random.randint(0, 6))
        if kind == "boolean":
            return pick([True, False])
        if kind == "null":
            return None
        if kind == "string":
            return pick(TEXTS[1:]) if name in ("model", "name") else pick(TEXTS)
        return pick([None, 1, "x", [1, {"a": None}], {"nested": {"deep": [True]}}])

    def members(self, schema, name, depth):
        if "properties" not in schema:
            inner = schema.get("additionalProperties")
            inner = inner if isinstance(inner, dict) else {}
            return {f"key-{i}": self.value(inner, name, depth + 1) for i in range(self.random.randint(0, 3))}
        required = schema.get("required", [])
        chance = 0.35 if depth < 10 else 0.1
        chosen = [k for k in schema["properties"] if k in required or self.random.random() < chance]
        self.random.shuffle(chosen)
        return {k: self.value(schema["properties"][k], k, depth + 1) for k in chosen}


SOURCES = {
    "chat": [
        completion_create_params.CompletionCreateParamsNonStreaming,
        completion_create_params.CompletionCreateParamsStreaming,
    ],
    "responses": [
        response_create_params.ResponseCreateParamsNonStreaming,
        response_create_params.ResponseCreateParamsStreaming,
    ],
    "embeddings": [embedding_create_params.EmbeddingCreateParams],
    "messages": [
        message_create_params.MessageCreateParamsNonStreaming, message_create_params.MessageCreateParamsStreaming,
    ],
    "count_tokens": [message_count_tokens_params.MessageCountTokensParams],
}


def main():
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, types in SOURCES.items():
        makers = []
        for index, kind in enumerate(types):
            schema = TypeAdapter(kind).json_schema()
            schema["required"] = schema.get("required", []) + ALWAYS.get(name, [])
            makers.append(Requests(schema, f"{seed}-{name}-{index}"))
        with open(folder / f"{name}.jsonl", "w") as out:
            for index in range(count):
                request = makers[index % len(makers)].one()
                out.write(json.dumps(request, ensure_ascii=index % 3 == 0, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
