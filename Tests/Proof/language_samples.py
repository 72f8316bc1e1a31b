"""Strings of a schema, made from the tree that Python's own parser makes of its pattern: neither our engine nor RE2 is
asked what they could be."""
import random
import re
from re import _constants as sre_constants
from re import _parser as sre_parse

ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|(.))", re.S)
MOST = 12
WIDE = [0x20, 0x7E, 0xE9, 0x3B1, 0x4E2D, 0x1F600]


def python_pattern(pattern):
    """ECMA's pattern as Python writes it."""
    return ESCAPE.sub(lambda m: f"\\U{int(m[1] or m[2], 16):08X}" if m[1] or m[2] else m[0], pattern)


def re2_pattern(pattern):
    """The same for RE2."""
    return ESCAPE.sub(lambda m: f"\\x{{{m[1] or m[2]}}}" if m[1] or m[2] else m[0], pattern)


class Sampler:
    """Draws strings of a pattern that is anchored at both ends; of others its parts, with text around them."""

    def __init__(self, pattern, seed):
        self.random = random.Random(seed)
        self.tree = sre_parse.parse(python_pattern(pattern))
        # By the identity of a class in the tree: the characters that are in none of its entries.
        self.others = {}

    def draw(self):
        return "".join(self._items(self.tree))

    def _items(self, items):
        for kind, value in items:
            yield from self._item(kind, value)

    def _item(self, kind, value):
        draw = self.random
        if kind is sre_constants.LITERAL:
            yield chr(value)
        elif kind is sre_constants.NOT_LITERAL:
            yield self._other(value, [(sre_constants.LITERAL, value)])
        elif kind is sre_constants.ANY:
            yield chr(draw.choice(WIDE))
        elif kind is sre_constants.IN:
            yield self._member(value)
        elif kind is sre_constants.BRANCH:
            yield from self._items(draw.choice(value[1]))
        elif kind is sre_constants.SUBPATTERN:
            yield from self._items(value[3])
        elif kind in (sre_constants.MAX_REPEAT, sre_constants.MIN_REPEAT):
            low, high, inner = value
            for _ in range(draw.randint(low, min(int(high), low + draw.choice([0, 1, 2, MOST])))):
                yield from self._items(inner)
        elif kind is not sre_constants.AT:
            raise NotImplementedError(f"{kind} in a pattern of a tool")

    def _member(self, entries):
        if entries[0][0] is sre_constants.NEGATE:
            return self._other(id(entries), entries[1:])
        kind, value = self.random.choice(entries)
        if kind is sre_constants.LITERAL:
            return chr(value)
        assert kind is sre_constants.RANGE, kind
        return chr(self.random.randint(*value))

    def _other(self, key, entries):
        """A character in none of the entries; often one that means something to programs."""
        if key not in self.others:
            self.others[key] = [chr(code) for code in [*range(0x20, 0x7F), *WIDE, *b":@+~.!"] if not any(
                value == code if kind is sre_constants.LITERAL else value[0] <= code <= value[1]
                for kind, value in entries)]
        return self.random.choice(self.others[key])
