"""A provider of OpenAI's Responses API: it keeps what it responded, and refuses a conversation that arrives changed.

What it says is decided by the request alone. After a message from the user it calls every tool that it was given, each
with the last word of the message; after the tools' results it repeats them. Ids count up from 1, so that two of these
with the same name respond to the same requests with the same bytes.
"""
import json
import re
import urllib.parse

from provider import Provider

USAGE = {
    "input_tokens": 2048, "input_tokens_details": {"cached_tokens": 1024, "cache_write_tokens": 0},
    "output_tokens": 300, "output_tokens_details": {"reasoning_tokens": 192}, "total_tokens": 2348}
# What it costs with gpt-5-mini: $0.25 a million new, $0.025 cached, $2 out, in nano-dollars.
COST = 1024 * 250 + 1024 * 25 + 300 * 2000

OUTPUTS = {"function_call_output": "function_call", "custom_tool_call_output": "custom_tool_call"}
PROGRESS = {"queued": "in_progress", "in_progress": "completed"}
ROUTE = re.compile(r"/v1/responses(?:/([^/]+)(/cancel|/input_items)?)?")


class Refused(Exception):
    """An error response: status, code, parameter, message."""


def events_of(response, before):
    """The whole stream of a response. `before` is the response as it was before anything was in it."""
    events = []

    def add(kind, **more):
        events.append({"type": kind, "sequence_number": len(events), **more})

    def text(kind, done, pieces, **where):
        for start in range(0, len(pieces), 7):
            add(kind, delta=pieces[start:start + 7], **where)
        add(kind.removesuffix("delta") + "done", **done, **where)

    add("response.created", response=before)
    add("response.in_progress", response=before)
    for index, item in enumerate(response["output"]):
        where = {"output_index": index, "item_id": item["id"]}
        empty = {**item, "status": "in_progress"}
        empty.update({name: [] for name in ("summary", "content") if name in item})
        empty.update({name: "" for name in ("arguments", "input") if name in item})
        add("response.output_item.added", output_index=index, item=empty)
        for part, summary in enumerate(item.get("summary", [])):
            at = {**where, "summary_index": part}
            add("response.reasoning_summary_part.added", part={**summary, "text": ""}, **at)
            text("response.reasoning_summary_text.delta", {"text": summary["text"]}, summary["text"], **at)
            add("response.reasoning_summary_part.done", part=summary, **at)
        for part, content in enumerate(item.get("content", [])):
            at = {**where, "content_index": part}
            add("response.content_part.added", part={**content, "text": ""}, **at)
            text("response.output_text.delta", {"text": content["text"]}, content["text"], logprobs=[], **at)
            add("response.content_part.done", part=content, **at)
        if "arguments" in item:
            text("response.function_call_arguments.delta", {"arguments": item["arguments"]}, item["arguments"], **where)
        if "input" in item:
            text("response.custom_tool_call_input.delta", {"input": item["input"]}, item["input"], **where)
        add("response.output_item.done", output_index=index, item=item)
    add("response.completed", response=response)
    return events


def shown(response, include):
    """As it is given out: encrypted reasoning only to who asks for it."""
    hidden = set() if "reasoning.encrypted_content" in include else {"encrypted_content"}
    given = {name: value for name, value in response.items() if name != "later"}
    return {**given, "output": [
        {name: value for name, value in item.items() if name not in hidden} for item in response["output"]]}


class ResponsesProvider(Provider):
    """`paced(event)`, when a test sets it, is called before each event of a stream is sent."""

    def __init__(self, name="a", models=("gpt-5-mini",), respond=None):
        super().__init__(list(models), respond)
        self.name, self.paced, self.made = name, lambda event: None, 0
        # id of a response: what it is, what led to it, its stream
        self.responses, self.inputs, self.events = {}, {}, {}
        # id of an item that was given out: the item; and of one that came out of reasoning: the id of the reasoning
        self.items, self.reasons = {}, {}
        self.chat, self.respond = self.respond, self.post

    # Routes.

    def get(self, call):
        identifier, rest = self.route(call)
        if identifier is None:
            return super().get(call)
        if identifier not in self.responses:
            return self.unknown(call, identifier)
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(call.seen.target).query)
        if rest:
            return call.send(200, self.input_items(identifier, query))
        if query.get("stream") == ["true"]:
            return self.stream(call, identifier, int(query.get("starting_after", ["-1"])[0]))
        found = self.responses[identifier]
        response = shown(found, query.get("include", []) + query.get("include[]", []))
        # A response that is made in the background goes on each time it is looked at.
        if found["background"] and found["status"] in PROGRESS:
            self.advance(found)
        call.send(200, response, self.headers())

    def delete(self, call):
        identifier, _ = self.route(call)
        if identifier is None:
            return super().delete(call)
        if self.responses.pop(identifier, None) is None:
            return self.unknown(call, identifier)
        call.send(200, {"id": identifier, "object": "response", "deleted": True}, self.headers())

    def post(self, call):
        if not ROUTE.fullmatch(call.seen.path):
            return self.chat(call)
        identifier, _ = self.route(call)
        if identifier is None:
            return self.create(call)
        if identifier not in self.responses:
            return self.unknown(call, identifier)
        self.cancel(call, identifier)

    def create(self, call):
        try:
            response = self.response(call.body)
        except Refused as refused:
            status, code, parameter, message = refused.args
            return self.refuse(call, status, message, code, parameter)
        identifier, include = response["id"], call.body.get("include") or []
        before = {**response, "status": "in_progress", "output": [], "usage": None, "completed_at": None}
        if response["background"]:
            before["status"] = "queued"
        self.events[identifier] = events_of(shown(response, include), before)
        if response["store"]:
            self.responses[identifier] = response
        if call.body.get("stream"):
            self.stream(call, identifier, -1)
        elif response["background"]:
            self.responses[identifier] = {**before, "later": response}
            call.send(200, before, self.headers())
        else:
            call.send(200, shown(response, include), self.headers())

    def route(self, call):
        """The id in the path, and what follows it. (None, None) where there is none."""
        found = ROUTE.fullmatch(call.seen.path)
        return (found[1], found[2]) if found else (None, None)

    def unknown(self, call, identifier):
        self.refuse(call, 404, f"Response with id '{identifier}' not found.")

    def refuse(self, call, status, message, code=None, parameter=None):
        error = {"message": message, "type": "invalid_request_error", "param": parameter, "code": code}
        call.send(status, {"error": error}, self.headers())

    def headers(self):
        return {"x-request-id": f"req_{self.name}{self.made}", "openai-processing-ms": "12"}

    def stream(self, call, identifier, after):
        call.begin_stream(self.headers())
        for event in self.events[identifier][after + 1:]:
            self.paced(event)
            if event is self.events[identifier][-1]:
                call.done()
            call.event(event, event["type"])
        call.end_stream()

    # What is kept.

    def advance(self, found):
        found["status"] = PROGRESS[found["status"]]
        if found["status"] == "completed":
            found.update(found.pop("later"))

    def cancel(self, call, identifier):
        found = self.responses[identifier]
        if not found["background"]:
            return self.refuse(call, 400, "Cannot cancel a synchronous response.")
        found.pop("later", None)
        found["status"] = "cancelled"
        call.send(200, shown(found, []), self.headers())

    def input_items(self, identifier, query):
        items = self.inputs[identifier]
        if query.get("order", ["desc"]) == ["desc"]:
            items = items[::-1]
        if "after" in query:
            items = items[[item["id"] for item in items].index(query["after"][0]) + 1:]
        limit = int(query.get("limit", ["20"])[0])
        page = items[:limit]
        return {
            "object": "list", "data": page, "first_id": page[0]["id"], "last_id": page[-1]["id"],
            "has_more": len(items) > limit}

    # What is said.

    def response(self, body):
        history = self.history(body)
        with self.lock:
            self.made += 1
            number = f"{self.name}{self.made:04}"
        reasoning = body.get("reasoning") or {}
        output = self.output(body, history, number, reasoning)
        identifier = f"resp_{number}"
        self.inputs[identifier] = history
        self.items.update({item["id"]: item for item in output})
        if output[0]["type"] == "reasoning":
            self.reasons.update({item["id"]: output[0]["id"] for item in output[1:]})
        return {
            "id": identifier, "object": "response", "created_at": 1767225600, "completed_at": 1767225607,
            "status": "completed", "background": bool(body.get("background")), "error": None, "incomplete_details": None,
            "instructions": body.get("instructions"), "max_output_tokens": body.get("max_output_tokens"),
            "model": body["model"], "output": output, "parallel_tool_calls": body.get("parallel_tool_calls", True),
            "previous_response_id": body.get("previous_response_id"), "prompt_cache_key": body.get("prompt_cache_key"),
            "reasoning": {"effort": reasoning.get("effort", "medium"), "summary": reasoning.get("summary")},
            "service_tier": "default", "store": body.get("store") is not False, "temperature": 1.0,
            "text": body.get("text", {"format": {"type": "text"}}), "tool_choice": body.get("tool_choice", "auto"),
            "tools": body.get("tools", []), "top_p": 1.0, "truncation": "disabled", "usage": USAGE,
            "metadata": body.get("metadata", {})}

    def output(self, body, history, number, reasoning):
        summary = [{"type": "summary_text", "text": "Thought of it, ж."}] if reasoning.get("summary") else []
        thought = {"id": f"rs_{number}", "type": "reasoning", "summary": summary, "encrypted_content": f"gAAAAA{number}=="}
        tools = [tool for tool in body.get("tools", []) if tool["type"] in ("function", "custom")]
        if tools and history[-1]["type"] == "message":
            word = history[-1]["content"][-1]["text"].split()[-1]
            return [thought] + [self.tool_call(tool, f"{number}_{index}", word) for index, tool in enumerate(tools)]
        results = []
        while history and history[-1 - len(results)]["type"] in OUTPUTS:
            results.append(str(history[-1 - len(results)]["output"]))
        text = "The tools say: " + "; ".join(results[::-1]) if results else "Hello, Grüße, \"quoted\"."
        form = (body.get("text") or {}).get("format") or {}
        if form.get("type") == "json_schema":
            text = json.dumps({name: "Ada" for name in form["schema"]["required"]})
        part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
        return [thought, {
            "id": f"msg_{number}", "type": "message", "role": "assistant", "status": "completed", "content": [part]}]

    def tool_call(self, tool, number, word):
        call = {"status": "completed", "call_id": f"call_{number}", "name": tool["name"]}
        if tool["type"] == "custom":
            return {"id": f"ctc_{number}", "type": "custom_tool_call", **call, "input": f"*** {word}\n"}
        arguments = json.dumps({name: word for name in tool["parameters"].get("required", [])})
        return {"id": f"fc_{number}", "type": "function_call", **call, "arguments": arguments}

    # What is accepted.

    def history(self, body):
        """Every item before the response, in the shape in which they are listed."""
        given = body.get("input", [])
        given = [{"role": "user", "content": given}] if isinstance(given, str) else given
        before, previous = [], body.get("previous_response_id")
        if previous is not None:
            if previous not in self.responses:
                raise Refused(
                    400, "previous_response_not_found", "previous_response_id", f"Previous response '{previous}' not found.")
            before = self.inputs[previous] + self.responses[previous]["output"]
        history = before + [self.item(item, len(before) + index) for index, item in enumerate(given)]
        self.check(history)
        return history

    def item(self, item, index):
        item = {"type": "message", **item, "id": item.get("id") or f"in_{self.name}{self.made:04}_{index}"}
        if item["type"] == "message" and isinstance(item["content"], str):
            kind = "output_text" if item["role"] == "assistant" else "input_text"
            item["content"] = [{"type": kind, "text": item["content"]}]
        return item

    def check(self, history):
        """What OpenAI refuses: calls and results without each other, reasoning that is gone, was changed or is alone."""
        present = {item["id"] for item in history}
        calls = {item["call_id"]: item["type"] for item in history if item["type"] in OUTPUTS.values()}
        results = {item["call_id"] for item in history if item["type"] in OUTPUTS}
        for index, item in enumerate(history):
            kind, identifier = item["type"], item["id"]
            if kind in OUTPUTS and calls.get(item["call_id"]) != OUTPUTS[kind]:
                raise Refused(400, None, "input", f"No tool call found for {kind} with call_id {item['call_id']}.")
            if kind in OUTPUTS.values() and item["call_id"] not in results:
                raise Refused(400, None, "input", f"No tool output found for {kind} {item['call_id']}.")
            if kind == "reasoning":
                self.check_reasoning(item, history[index + 1:])
            reason = self.reasons.get(identifier)
            if reason and reason not in present:
                raise Refused(400, None, "input", f"Item '{identifier}' was provided without its 'reasoning' item '{reason}'.")

    def check_reasoning(self, item, rest):
        identifier, made = item["id"], self.items.get(item["id"])
        if made is None:
            raise Refused(404, None, "input", f"Item with id '{identifier}' not found.")
        if item.get("encrypted_content") not in (None, made["encrypted_content"]):
            raise Refused(400, "invalid_encrypted_content", "input", f"The encrypted content of '{identifier}' was changed.")
        if not rest:
            raise Refused(400, None, "input", f"Item '{identifier}' was provided without its required following item.")
