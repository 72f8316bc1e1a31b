#!/usr/bin/env python3
"""demo_proxy.py BINARY: one chat completion through `securellm serve`, in front of a provider made up on the spot.

Shows the response, what it cost, and what the audit records of it.
"""
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

RESPONSE = {
    "id": "chatcmpl-demonstration", "object": "chat.completion", "created": 1764000000, "model": "gpt-4o-mini",
    "choices": [{"index": 0, "finish_reason": "stop", "logprobs": None, "message": {
        "role": "assistant", "refusal": None, "content": "Bytes in, bytes out, and a record of it."}}],
    "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500,
              "prompt_tokens_details": {"cached_tokens": 1000}}}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps(RESPONSE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def post(url, body, process):
    """Waits for the server as long as it is starting."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    deadline = time.monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except OSError as problem:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"error: the proxy did not respond: {problem}")
            time.sleep(0.01)


def events(folder):
    lines = [line for file in sorted(folder.glob("audit-*.jsonl")) for line in file.read_text().splitlines()]
    return lines


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: demo_proxy.py BINARY")
    binary = pathlib.Path(sys.argv[1]).absolute()
    provider = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "securellm.json").write_text(json.dumps({
            "listen": {"port": port}, "audit": {"folder": str(folder / "audit")},
            "providers": {"openai": {
                "baseURL": f"http://127.0.0.1:{provider.server_port}/v1", "key": {"env": "DEMO_KEY"}}}}))
        process = subprocess.Popen(
            [binary, "serve", "--config", folder / "securellm.json"], cwd=folder, stderr=subprocess.DEVNULL,
            env={"HOME": name, "DEMO_KEY": "sk-demonstration-only"})
        try:
            title = "A chat completion through the proxy, and what is recorded of it"
            print(f"\n{title}\n{'-' * len(title)}")
            begun = time.monotonic()
            completion = post(
                f"http://127.0.0.1:{port}/v1/chat/completions",
                {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "What are you?"}]}, process)
            print(f"  {completion['choices'][0]['message']['content']}  ({(time.monotonic() - begun) * 1000:.0f} ms from its start)")
            deadline = time.monotonic() + 5
            while len(events(folder / "audit")) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            lines = events(folder / "audit")
            if len(lines) < 2:
                sys.exit("error: the audit has no closing event")
            last = json.loads(lines[-1])
            cost = last["estimated_cost_nano_usd"] / 1e9
            print(f"  cost: ${cost:.6f} for {last['prompt_tokens']} tokens in, {last['cached_tokens']} of them cached,"
                  f" and {last['completion_tokens']} out (prices {last['price_version']})")
            for line in lines:
                print(f"  {line}")
        finally:
            process.terminate()
            process.wait(10)
            provider.shutdown()


if __name__ == "__main__":
    main()
