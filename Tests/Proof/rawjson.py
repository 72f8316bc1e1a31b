"""Slices of JSON text: what is evaluated must not pass through Python's numbers, which round."""
import json
import re

DECODER = json.JSONDecoder()
SPACE = re.compile(r"[ \t\n\r]*")


def skip(text, at):
    return SPACE.match(text, at).end()


def items(text, closing):
    """(name or None, raw text) of the members or elements of one JSON container."""
    at = skip(text, skip(text, 0) + 1)
    while text[at] != closing:
        name = None
        if closing == "}":
            name, at = DECODER.raw_decode(text, at)
            at = skip(text, skip(text, at) + 1)
        _, end = DECODER.raw_decode(text, at)
        yield name, one_line(text[at:end])
        at = skip(text, end)
        if text[at] == ",":
            at = skip(text, at + 1)


def one_line(text):
    """The same JSON without line breaks: inside strings there are none."""
    return re.sub(r"[\t\n\r]", " ", text)


def elements(text):
    return [raw for _, raw in items(text, "]")]


def members(text):
    return dict(items(text, "}"))
