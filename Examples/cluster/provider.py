"""A provider that responds to chat completions, plain or as a stream, and counts what it was asked."""
import http.server
import json
import socketserver
import threading

USAGE = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}


def completion(model, **more):
    return {"id": "chatcmpl-example", "created": 1764000000, "model": model, **more}


def whole(model):
    return json.dumps(completion(model, object="chat.completion", usage=USAGE, choices=[
        {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello from the mock."}}]))


def events(model):
    deltas = [{"role": "assistant", "content": ""}, {"content": "Hello "}, {"content": "from the mock."}]
    for delta in deltas:
        yield completion(model, object="chat.completion.chunk", choices=[
            {"index": 0, "finish_reason": None, "delta": delta}])
    yield completion(model, object="chat.completion.chunk", choices=[
        {"index": 0, "finish_reason": "stop", "delta": {}}])
    yield completion(model, object="chat.completion.chunk", choices=[], usage=USAGE)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """An instance that is killed leaves its connections."""


class MockProvider:
    """Listens at 127.0.0.1 from its making to `stop`."""

    def __init__(self, port):
        self.count, self.lock = 0, threading.Lock()
        mock = self

        class Call(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with mock.lock:
                    mock.count += 1
                if asked.get("stream"):
                    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events(asked["model"]))
                    self.respond("text/event-stream", text + "data: [DONE]\n\n")
                else:
                    self.respond("application/json", whole(asked["model"]))

            def do_GET(self):
                self.respond("application/json", json.dumps({"object": "list", "data": [
                    {"id": "gpt-mock", "object": "model", "created": 1764000000, "owned_by": "mock"}]}))

            def respond(self, kind, text):
                body = text.encode()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", port), Call)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
