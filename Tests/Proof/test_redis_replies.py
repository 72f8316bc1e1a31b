"""Our parser of Redis' replies against hiredis: random replies, good and spoilt, cut anywhere."""
import os
import random
import subprocess

import pytest

from paths import program

hiredis = pytest.importorskip("hiredis")

ROUNDS = int(os.environ.get("SECURELLM_REDIS_ROUNDS", "20000"))
# Beyond them ours has bounds of its own, which are tested elsewhere.
DEPTH = 6


def text(chance):
    """ASCII: hiredis decodes errors."""
    return bytes(chance.choice(b"abc OK\x00\x7f%$*:+-") for _ in range(chance.randrange(12)))


def number(chance):
    near = chance.choice([0, 1, -1, 10, 2**31, 2**63 - 1, -(2**63), 10**18, 99])
    return near + chance.randrange(-3, 4) if abs(near) < 2**62 else near


def reply(chance, depth=0):
    kind = chance.choice("+-:$_n*" if depth < DEPTH else "+-:$_n")
    match kind:
        case "+" | "-":
            return kind.encode() + text(chance) + b"\r\n"
        case ":":
            return b":%d\r\n" % number(chance)
        case "$":
            content = text(chance) + (b"\r\n" if chance.random() < 0.3 else b"")
            return b"$%d\r\n%s\r\n" % (len(content), content)
        case "_":
            return b"$-1\r\n"
        case "n":
            return b"*-1\r\n"
        case _:
            elements = [reply(chance, depth + 1) for _ in range(chance.randrange(5))]
            return b"*%d\r\n" % len(elements) + b"".join(elements)


def spoilt(chance, stream):
    """Bytes changed, left out or put in. No kind of RESP3 begins a reply: nobody has asked for that protocol."""
    stream = bytearray(stream)
    for _ in range(chance.randrange(1, 3)):
        position = chance.randrange(len(stream))
        change = chance.random()
        if change < 0.5:
            stream[position] = chance.choice(b"0123456789-+:$*\r\n x")
        elif change < 0.75:
            del stream[position]
        else:
            stream.insert(position, chance.choice(b"0123456789-\r\n"))
        if not stream:
            break
    return bytes(stream)


def pieces(chance, stream):
    cuts = sorted(chance.randrange(len(stream) + 1) for _ in range(chance.randrange(6)))
    return [part for part in (stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)])) if part]


def shown(value):
    if isinstance(value, hiredis.ReplyError):
        return "-" + value.args[0].encode("latin-1").hex()
    if value is None:
        return "_"
    if isinstance(value, int):
        return f":{value}"
    if isinstance(value, list):
        return f"*{len(value)}(" + ",".join(shown(one) for one in value) + ")"
    return "$" + value.hex()


def theirs(parts):
    """hiredis does not say whether text was a status or a bulk string."""
    reader = hiredis.Reader(protocolError=ValueError, replyError=hiredis.ReplyError)
    words = []
    for part in parts:
        reader.feed(part)
        try:
            while (value := reader.gets()) is not False:
                words.append(shown(value))
        except ValueError:
            return " ".join([*words, "!"])
    return " ".join(words)


@pytest.fixture(scope="module")
def ours():
    process = subprocess.Popen([program("redis-replies")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(parts):
        process.stdin.write(" ".join(part.hex() for part in parts) + "\n")
        process.stdin.flush()
        return process.stdout.readline().rstrip("\n").replace("+", "$")

    yield ask
    process.stdin.close()
    process.wait()


@pytest.mark.parametrize("is_spoilt", [False, True])
def test_reads_as_hiredis_does(ours, is_spoilt):
    chance, failures = random.Random(20 + is_spoilt), 0
    for _ in range(ROUNDS):
        stream = b"".join(reply(chance) for _ in range(chance.randrange(1, 4)))
        if is_spoilt:
            stream = spoilt(chance, stream)
        if not stream:
            continue
        parts = pieces(chance, stream)
        expected, found = theirs(parts), ours(parts)
        failures += found.endswith("!")
        # hiredis does not look at what ends a bulk string, nor at a byte before the line is whole: ours ends sooner, and
        # never reads on where hiredis does not.
        if found.endswith("!") and is_spoilt:
            assert expected.startswith(found[:-1].rstrip()), parts
        else:
            assert found == expected, parts
    # The test would be none if nothing had been spoilt, or everything.
    assert (ROUNDS // 20 < failures < ROUNDS) if is_spoilt else failures == 0
