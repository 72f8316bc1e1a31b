"""The collected payloads, the string members of every tool's input, and one session that carries many calls at once."""
import json
import re
import threading

from checkout import test_data

# What programs print is no input.
INPUTS = [
    "bytes.esc.txt", "bytes.txt", "env.txt", "git-rev.txt", "http-te-header.esc.txt", "naughty.esc.txt", "naughty.txt",
    "nix-expr.txt", "option-real.txt", "option.txt", "output-ansi.esc.txt", "output-prompt.txt", "redos.txt", "shell.txt",
    "ssh-remote.txt", "ssrf.txt", "systemd.txt", "traversal.txt", "unicode.esc.txt", "unicode.txt"]


def payloads(canary, secret, port):
    """All of them as bytes, the placeholders replaced; None when the collection is not there."""
    folder = test_data("injection")
    if not folder:
        return None
    found = []
    for name in INPUTS:
        for line in (folder / name).read_bytes().split(b"\n")[:-1]:
            for placeholder, value in ((b"@CANARY@", canary), (b"@SECRET@", secret), (b"@PORT@", str(port))):
                line = line.replace(placeholder, str(value).encode())
            found.append(unescaped(line) if name.endswith(".esc.txt") else line)
    return list(dict.fromkeys(found))


def unescaped(line):
    return re.sub(rb"\\(x([0-9A-Fa-f]{2})|\\)",
                  lambda found: bytes([int(found[2], 16)]) if found[2] else b"\\", line)


def is_dangerous(payload, marks):
    """Whether it would leave something that is seen: it names the canary, the secret's file or the listener."""
    return any(str(mark).encode() in payload for mark in marks)


def slots(tools):
    """(tool, its schema, where the text goes) for every string and every list of strings of an input."""
    for tool in tools:
        for name, schema in tool["inputSchema"]["properties"].items():
            if schema.get("type") == "string" and "enum" not in schema:
                yield tool, name, False
            elif schema.get("type") == "array" and schema["items"].get("type") == "string":
                yield tool, name, True


# What else an input needs so that its tool runs.
BESIDES = {
    "search_text": {"query": "x"}, "nix_eval": {"attribute": "a"}, "save_knowledge": {"content": "x", "type": "insight"},
    "create_session": {"title": "x"}, "search_knowledge": {"query": "x"}}


def arguments(tool, name, is_list, payload):
    """The arguments as JSON bytes. Bytes that are not UTF-8 are in it unchanged."""
    besides = {key: value for key, value in BESIDES.get(tool["name"], {}).items() if key != name}
    if "offline" in tool["inputSchema"]["properties"]:
        besides["offline"] = True
    text = literal(payload)
    value = b"[" + text + b"]" if is_list else text
    members = [json.dumps(key).encode() + b":" + json.dumps(item).encode() for key, item in besides.items()]
    return b"{" + b",".join([*members, json.dumps(name).encode() + b":" + value]) + b"}"


def literal(payload):
    try:
        return json.dumps(payload.decode()).encode()
    except UnicodeDecodeError:
        escaped = re.sub(rb'[\x00-\x1f"\\]', lambda found: b"\\u%04x" % found[0][0], payload)
        return b'"' + escaped + b'"'


class Session:
    """Sends calls as fast as they are taken, and returns the responses in the order of the calls."""

    def __init__(self, client, at_once=48):
        self.client, self.slots = client, threading.Semaphore(at_once)
        self.lines, self.refused = {}, []

    def responses(self, calls):
        """For each (tool, arguments) the response, a JSON value, in order."""
        calls = list(calls)
        writer = threading.Thread(target=self._write, args=(calls,), daemon=True)
        writer.start()
        for _ in calls:
            message = json.loads(self.client.read_line(timeout=120))
            self.slots.release()
            identifier = message.get("id")
            # The error response to a line that is not a message has no id.
            (self.refused.append(message) if identifier is None else self.lines.__setitem__(identifier, message))
        writer.join()
        return [self.lines.get(index) for index in range(len(calls))]

    def _write(self, calls):
        meta = json.dumps(self.client.meta).encode()
        for index, (tool, text) in enumerate(calls):
            self.slots.acquire()
            self.client.send_line(
                b'{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":%s}}'
                % (index, tool.encode(), text, meta))
