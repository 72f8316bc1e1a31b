"""Audit files as a busy proxy leaves them, of any size, and what they add up to.

    python3 audit_records.py FOLDER RECORDS [DAYS [labels]]

writes them and prints the sums as JSON: `securellm usage --audit FOLDER --json` must say the same. Ten million records
take 4 GB and two minutes.
"""
import datetime
import json
import multiprocessing
import pathlib
import random
import sys

LAST_DAY = datetime.date(2026, 11, 29)
# Provider, model, nano-dollars for a token of input and of output; none where the model has no price.
MODELS = [
    ("openai", "gpt-5.4", 2500, 15000), ("openai", "gpt-5.4-mini", 250, 2000), ("openai", "gpt-5.4-nano", 50, 400),
    ("openai", "o5", 15000, 60000), ("openai", "text-embedding-3-small", 20, 0),
    ("anthropic", "claude-opus-5", 5000, 25000), ("anthropic", "claude-sonnet-5", 3000, 15000),
    ("anthropic", "claude-haiku-5", 1000, 5000), ("deepseek", "deepseek-chat", 270, 1100),
    ("deepseek", "deepseek-reasoner", 550, 2190), ("groq", "llama-4-70b", 590, 790), ("local", "qwen3:32b", None, None),
    ("local", "gpt-oss:20b", None, None)]
WEIGHTS = [10, 20, 8, 2, 15, 6, 14, 8, 5, 3, 4, 3, 2]
KEYS = [(f"{number:016x}", f"team-{number % 8}-service-{number}") for number in range(1, 41)]
SUMS = ["requests", "errors", "refused", "prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens",
        "cost_nano_usd", "unknown_cost_requests", "partial_requests"]


def labels_of(number, key):
    """25 users of each key, of whom some have no name; the tags of a team, and now and then one more."""
    user = f'"end_user":"user-{key}-{number * number % 25}",' if number % 11 else ""
    tags = [f"team-{key[-1]}"] if number % 5 else ["batch", f"team-{key[-1]}"]
    return user + f'"tags":{json.dumps(tags, separators=(",", ":"))},'


def request(dice, second, day, number, sums, labels=False):
    """The two records of a request, in the order and the words of the program's own."""
    provider, model, input_price, output_price = dice.choices(MODELS, WEIGHTS)[0]
    key_id, user = KEYS[int(dice.random() ** 2 * len(KEYS))]
    time = f"{day}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{number % 1000:03}Z"
    operation = "embeddings" if "embedding" in model else "chat"
    identity = f'req_{number:026d}'
    stream = f'"stream":{"true" if number % 3 else "false"}'
    about = (f'"operation":"{operation}","user":"{user}","key_id":"{key_id}","client_address":"10.0.{number % 7}.{number % 251}",'
             f'{labels_of(number, key_id) if labels else ""}"provider":"{provider}","model":"{model}"')
    begin = f'{{"timestamp":"{time}","request_id":"{identity}","event_type":"request_'
    received = f'{begin}received",{about},{stream}}}\n'
    sums["requests"] += 1
    luck = number % 50
    if luck == 7:
        sums["errors"] += 1
        end = f'"duration_us":{number % 900000},"attempts":3,"http_status":503,"error":"overloaded_error","error_message":"overloaded"'
        return received + f'{begin}finished","status":"failed",{about},{stream},{end}}}\n'
    prompt, completion = int(dice.expovariate(1 / 1800)) + 5, 0 if operation == "embeddings" else int(dice.expovariate(1 / 350)) + 1
    cached, reasoning = prompt * (number % 4) // 5, completion * (number % 3) // 4
    status, partial = ("cancelled", ',"usage_partial":true') if luck == 9 else ("success", "")
    cost = ""
    if input_price is None:
        sums["unknown_cost_requests"] += 1
    else:
        nano = (prompt - cached) * input_price + cached * input_price // 10 + completion * output_price
        sums["cost_nano_usd"] += nano
        cost = f',"estimated_cost_nano_usd":{nano},"price_version":"2026-11-20/{provider}/{model}"'
    for name, amount in (("prompt_tokens", prompt), ("completion_tokens", completion), ("cached_tokens", cached),
                         ("reasoning_tokens", reasoning), ("partial_requests", 1 if partial else 0)):
        sums[name] += amount
    return received + (
        f'{begin}finished","status":"{status}",{about},"response_model":"{model}","response_id":"chatcmpl-{number:024d}",'
        f'"finish_reason":"stop",{stream},"prompt_tokens":{prompt},"completion_tokens":{completion},'
        f'"cached_tokens":{cached},"cache_write_tokens":0,"reasoning_tokens":{reasoning}'
        f'{partial}{cost},"duration_us":{400000 + number % 9000000},"first_token_us":{200000 + number % 700000},'
        f'"attempts":1,"http_status":200}}\n')


def write_day(task):
    folder, offset, records, labels = task
    dice, day = random.Random(offset), LAST_DAY - datetime.timedelta(days=offset)
    sums = dict.fromkeys(SUMS, 0)
    with open(pathlib.Path(folder) / f"audit-{day}.jsonl", "w") as file:
        for number in range(records // 2):
            file.write(request(dice, number * 86399 // max(1, records // 2), str(day), offset * 10_000_000 + number, sums, labels))
        if records % 2:
            sums["refused"] += 1
            file.write(f'{{"timestamp":"{day}T23:59:59.000Z","request_id":"req_{"9" * 26}","event_type":"request_rejected",'
                       '"status":"failed","client_address":"10.9.9.9","http_status":401,"error":"invalid_api_key"}\n')
    return sums


def write(folder, records, days=90, processes=1, labels=False):
    """Returns the sums of all. `labels`: with users and tags."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    tasks = [(str(folder), day, records // days + (1 if day < records % days else 0), labels) for day in range(days)]
    if processes == 1:
        parts = map(write_day, tasks)
    else:
        parts = multiprocessing.Pool(processes).imap_unordered(write_day, tasks)
    total = dict.fromkeys(SUMS, 0)
    for part in parts:
        for name, amount in part.items():
            total[name] += amount
    return total


if __name__ == "__main__":
    folder, records, *rest = sys.argv[1:]
    print(json.dumps(write(folder, int(records), *map(int, rest[:1]), processes=2, labels=rest[1:] == ["labels"])))
