"""The reader of TOML against another one, `tomllib` of Python: the same documents are accepted, with the same values."""
import json
import math
import os
import random
import re
import subprocess
import tomllib

import pytest

from checkout import program

VALID = [
    "", "# only a comment", "a = 1", "a=1\r\nb=2\r\n", "\t a\t=\t1 # c", "a.b.c = 1\na.b.d = 2", '"a.b" = 1', "'' = 1\n\"\\u00e9\" = 2",
    "1234 = 1\n-_ = 2", "[a]\n[b]\n[a.c]\n[b.c.d]", "[a.b]\n[a]\nx = 1", "[ a . 'b' . \"c\" ]\nx = 1", "[[a]]\n[[a]]\nx=1\n[a.b]\ny=1\n[[a.c]]\n[[a]]",
    "a = \"\"\"\n  x\\\n   \n  y\"\"\"", "a = '''\r\nx\r\n'y'\r\n'''", 'a = """x"""""', "a = '''''x'''''", 'a = """ \\" \\""" """',
    'a = "\\b\\t\\n\\f\\r\\"\\\\\\u00E9\\U0001F600"', "a = 'C:\\x\\y'", "a = [1, 2,\n # c\n 3, ]", "a = [[1], ['x'], []]", "a = []", "a = {}",
    "a = { b = 1, c.d = 2, c.e = 3, 'f g' = { h = [ {i = 1} ] } }", "a = [\n{b = 1},\n{b = 2}\n]", "a = +1\nb = -0\nc = 1_000\nd = 0xDEAD_beef\ne = 0o17\nf = 0b1010",
    "a = 1.5\nb = -2e3\nc = 6.02_2E+2_3\nd = +0.0\ne = -0.0\nf = inf\ng = -inf\nh = nan\ni = 1e06", "a = true\nb = false",
    "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.999999-07:00\nc = 1979-05-27T07:32:00\nd = 1979-05-27\ne = 07:32:00.5\nf = 2024-02-29t00:00:00z",
    "a.b = 1\n[a.c]\nx = 1", "[a]\nb.c = 1\n[a.b.d]\ny=1", "a = 9223372036854775807\nb = -9223372036854775808", "a = 1979-05-27 # c", "a = [1979-05-27 , 1]",
    "[x.y.z.w]\n[x]", "a = \"日本語 🚀\"\n\"ключ\" = 'ü'", "[[a.b]]\nx=1\n[a]\ny=2", "a = 'x' \t\n\n\n", "true = 1\ninf = 2\n2025-01-01 = 3", "[a.b.c]\nz=9\n[a]\nb.d = 1",
]
INVALID = [
    "a", "a =", "= 1", "a = 1 b = 2", "a b = 1", "a = 1\na = 2", "[a]\n[a]", "[a]\nb = 1\n[a.b]", "[[a]]\n[a]", "a = []\n[[a]]", "a = {}\n[a.b]", "a = {b = 1}\na.c = 2",
    "[a]\nb.c = 1\n[a.b]", "[a.b.c]\nz=9\n[a]\nb.c.t = 1", "[a.b.c.d]\nz=9\n[a]\nb.c.d.k.t = 1", "a.b = 1\na.b.c = 2", "a = {b = 1,}", "a = {b = 1\n}", "a = {b=1, b=2}", "a = {b.c=1, b={}}",
    "a = 'x\ny'", 'a = "x\ny"', 'a = "\\q"', 'a = "\\u12"', 'a = "\\ud800"', 'a = "\\U00110000"', "a = \"\x01\"", "a = '\x7f'", "# \x00".replace("\x00", "\x02"), "a = \"x",
    'a = """x', "a = '''x", 'a = """x""""""', "a = 01", "a = 1__0", "a = _1", "a = 1_", "a = +0x1", "a = 0x", "a = 0XA", "a = 1.", "a = .5", "a = 1.e5", "a = 1e", "a = 1e1_", "a = 01.5", "a = Inf", "a = +nan1",
    "a = True", "a = truex", "a = 1979-13-01", "a = 1979-02-30", "a = 1979-05-27T25:00:00", "a = 1979-05-27T07:60:00", "a = 07:32", "a = 1979-05-27T07:32", "a = 1979-5-27", "a = 1979-05-27T07:32:00+25:00",
    "[a", "[a]]", "[[a]", "[]", "[a.]", "[.a]", "[a]b = 1", "[ [a] ]", "a = [1 2]", "a = [1,,2]", "a = [,]", "a = [1", "a = }", "a.\n= 1", "a..b = 1", "a = 1\rb = 2", "a = 1\r", "\ra = 1", "é = 1", "a = 'x' 'y'",
    "a = \"\\\n\"", "a = \"\"\"\\ x\"\"\"", "a = 1 # \x01", "a = 1979-05-27T", "[a.b]\n[a.b.c]\n[a.b]", "[[a]]\n[[a.b]]\n[a.b]", "a = 1\n[a.b]", "a.b = 1\n[a]", "a = +1979-05-27", "a = 0b2", "a = 0o8", "'''a''' = 1", '"""a""" = 1', "a = \t", "a = 1,",
]


@pytest.fixture(scope="module")
def read():
    reader = program("toml-values")

    def read(texts):
        done = subprocess.run([str(reader)], input=b"".join(t.encode(errors="surrogatepass") + b"\0" for t in texts),
                              capture_output=True, check=True, timeout=600)
        lines = done.stdout.splitlines()
        assert len(lines) == len(texts)
        return [json.loads(line) for line in lines]
    return read


def same(ours, theirs):
    kind, value = ours
    match kind:
        case "table":
            return isinstance(theirs, dict) and value.keys() == theirs.keys() and all(same(value[k], theirs[k]) for k in value)
        case "array":
            return isinstance(theirs, list) and len(value) == len(theirs) and all(map(same, value, theirs))
        case "string":
            return value == theirs
        case "boolean":
            return isinstance(theirs, bool) and value == str(theirs).lower()
        case "integer":
            return type(theirs) is int and int(value) == theirs
        case "float":
            return type(theirs) is float and (float(value) == theirs or math.isnan(theirs) and value == "nan")
        case "date":
            return tomllib.loads(f"a = {value}")["a"] == theirs
    return False


def theirs(text):
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


# What the other reader does differently, on purpose of one of the two.
DIFFERENT = re.compile(r"\d{19}|0[xob][0-9A-Fa-f_]{16}|0000-|\[{60}")


def compare(read, texts):
    accepted = 0
    for text, ours in zip(texts, read(texts)):
        other = theirs(text)
        if DIFFERENT.search(text):
            continue
        if other is None:
            assert ours[0] == "error", text
            assert re.match(r"\d+:\d+: .", ours[1])
        else:
            assert same(ours, other), (text, ours, other)
            accepted += 1
    return accepted


def test_what_is_toml_is_read_as_the_other_reads_it(read):
    assert compare(read, VALID) == len(VALID) - sum(bool(DIFFERENT.search(t)) for t in VALID)


def test_what_is_none_is_refused(read):
    assert compare(read, INVALID) == 0


def test_integers_have_64_bits(read):
    assert read(["a = 9223372036854775808", "a = -9223372036854775809", "a = 0xFFFFFFFFFFFFFFFF"]) == [
        ["error", "1:5: the number is beyond 64 bits"]] * 3
    assert read(["a = -9223372036854775808"]) == [["table", {"a": ["integer", "-9223372036854775808"]}]]


def test_random_changes_of_documents(read):
    """A piece out, doubled, swapped or from another document: half of it is still TOML, and all of it is near the edge."""
    rounds = 200_000 if os.environ.get("SECURELLM_PROOF") else 6_000
    chance = random.Random(7)
    pieces = ["\n", "\r\n", " ", "=", "[", "]", "[[", "]]", "{", "}", ",", ".", '"', "'", '"""', "'''", "#", "\\", "\\u00e9", "a", "b",
              "1", "0", "_", "-", "+", "e", "x", "1979-05-27", "07:32:00", "T", "Z", "true", "inf", "\t", "ü", "a = 1\n", "[a]\n", "[[a]]\n", "a.b = {}\n"]
    texts = []
    for _ in range(rounds):
        text = chance.choice(VALID + INVALID)
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            match chance.randint(0, 3):
                case 0:
                    text = text[:at] + chance.choice(pieces) + text[at:]
                case 1:
                    text = text[:at] + text[at + chance.randint(1, 3):]
                case 2:
                    text = text[:at] + text[max(0, at - 4):at] + text[at:]
                case 3:
                    text += "\n" + chance.choice(VALID)
        # A zero byte ends a document here, and a byte order mark is no part of what is compared.
        texts.append(text.replace("\0", "").lstrip("\ufeff"))
    accepted = compare(read, texts)
    assert rounds // 20 < accepted < rounds, accepted
