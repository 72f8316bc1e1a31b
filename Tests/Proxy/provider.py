"""A provider made of Python: a function decides its response to each call, and every call is remembered."""
import http.server
import json
import socketserver
import threading
from typing import NamedTuple

USAGE = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25}


def completion(model="m"):
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model, "usage": USAGE,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}]}


class Seen(NamedTuple):
    """A request as it arrived: `fields` are its header lines, in their order and spelling."""

    method: str
    target: str
    fields: list
    body: bytes

    def lines(self, name):
        """The values of a field, one for each line of it."""
        return [value for field, value in self.fields if field.lower() == name]

    @property
    def path(self):
        return self.target.partition("?")[0]


class Gate:
    """Holds a provider up until its client has read what came before; `open` fails when the client had not in time."""

    def __init__(self):
        self.event, self.is_missed = threading.Event(), False

    def wait(self):
        self.is_missed = not self.event.wait(10)

    def open(self):
        assert not self.is_missed, "the client got what came first only together with the rest"
        self.event.set()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """Clients of these tests leave when they like."""


class Provider:
    """`respond(call)` is called for every POST, `call` being the handler: it has `body`, `model`, `seen` and `send`."""

    def __init__(self, models=None, respond=None, port=0):
        self.models, self.respond = models, respond or (lambda call: call.send(200, completion(call.model)))
        # `calls` are the models of all POSTs, `requests` all requests as they arrived.
        self.calls, self.requests, self.lists, self.lock = [], [], 0, threading.Lock()
        # Calls that are being responded to, and the most there have been.
        self.busy = self.peak = 0
        provider = self

        class Call(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            is_busy = False

            def do_GET(self):
                self.remember(b"")
                provider.get(self)

            def do_DELETE(self):
                self.remember(b"")
                provider.delete(self)

            def remember(self, body):
                self.seen = Seen(self.command, self.path, self.headers.items(), body)
                with provider.lock:
                    provider.requests.append(self.seen)

            def do_POST(self):
                data = self.rfile.read(int(self.headers["Content-Length"] or 0))
                self.remember(data)
                is_json = "json" in self.headers.get("Content-Type", "json")
                self.body = json.loads(data or b"{}") if is_json else data
                self.model = self.body.get("model") if isinstance(self.body, dict) else None
                with provider.lock:
                    provider.calls.append(self.model)
                    provider.busy += 1
                    provider.peak = max(provider.peak, provider.busy)
                self.is_busy = True
                try:
                    provider.respond(self)
                finally:
                    self.done()

            def done(self):
                """Before the last bytes go out: the next call may come with them."""
                with provider.lock:
                    provider.busy -= self.is_busy
                    self.is_busy = False

            def send(self, status, body, headers=()):
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.done()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": len(data), **dict(headers)}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(data)

            def begin_stream(self, headers=()):
                self.send_response(200)
                for name, value in {"Content-Type": "text/event-stream", "Transfer-Encoding": "chunked", **dict(headers)}.items():
                    self.send_header(name, str(value))
                self.end_headers()

            def event(self, data, name=None):
                text = (f"event: {name}\n" if name else "") + f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"
                self.chunk(text.encode())

            def chunk(self, data):
                """Some bytes of a stream, wherever an event begins or ends in them."""
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()

            def end_stream(self):
                self.wfile.write(b"0\r\n\r\n")

            def log_message(self, *arguments):
                pass

        self.server = Server(("127.0.0.1", port), Call)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def get(self, call):
        """The list of models, on every path."""
        with self.lock:
            self.lists += 1
        if callable(self.models):
            return self.models(call)
        if self.models is None:
            return call.send(404, {"error": {"message": "no such route"}})
        call.send(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})

    def delete(self, call):
        call.send(404, {"error": {"message": "no such route"}})

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
