"""What stands for the providers of the internet inside the machine: every host of theirs is this process.

    providers.py CERTIFICATE READY

TLS on port 443 and plain HTTP where Ollama listens. A response is short, and has usage.
"""
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading

MODELS = ["gpt-4o-mini", "gpt-5-mini", "gpt-5", "claude-haiku-4-5", "llama3:8b"]
CHAT = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}
TOKENS = {"input_tokens": 20, "output_tokens": 5}


def response(path, model):
    """In the API format of the path."""
    if path.endswith("/messages"):
        return {"id": "msg_1", "type": "message", "role": "assistant", "model": model, "stop_reason": "end_turn",
                "stop_sequence": None, "usage": TOKENS, "content": [{"type": "text", "text": "Hello!"}]}
    if path.endswith("/responses"):
        text = {"type": "output_text", "text": "Hello!", "annotations": []}
        return {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": model,
                "output": [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}],
                "usage": {**TOKENS, "total_tokens": 25}}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model, "usage": CHAT,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello!"}}]}


def events(model):
    """A streamed chat."""
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model}
    for choices, usage in (([{"index": 0, "delta": {"role": "assistant", "content": "Hello!"}, "finish_reason": None}], None),
                           ([{"index": 0, "delta": {}, "finish_reason": "stop"}], None), ([], CHAT)):
        yield f"data: {json.dumps({**base, 'choices': choices, 'usage': usage})}\n\n"
    yield "data: [DONE]\n\n"


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, kind, data):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        listed = {"object": "list", "data": [{"id": model, "object": "model", "created": 1, "owned_by": "a"} for model in MODELS]}
        self.send("application/json", json.dumps(listed).encode())

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Host"] == "api.openai.com" and os.path.exists("/tmp/openai-is-down"):
            return self.send_error(503)
        if body.get("stream"):
            return self.send("text/event-stream", "".join(events(body["model"])).encode())
        self.send("application/json", json.dumps(response(self.path, body["model"])).encode())


def main():
    certificate, ready = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    plain = http.server.ThreadingHTTPServer(("127.0.0.1", 11434), Provider)
    threading.Thread(target=plain.serve_forever, daemon=True).start()
    hosts = http.server.ThreadingHTTPServer(("127.0.0.1", 443), Provider)
    hosts.socket = context.wrap_socket(hosts.socket, server_side=True)
    pathlib.Path(ready).touch()
    hosts.serve_forever()


main()
