"""Instances near the border of a schema: made to please it, then changed at a position or two."""
import copy
import random

from random_schemas import NAMES, PATTERNS, SCALARS


class InstanceMaker:
    def __init__(self, document, seed):
        self.document = document
        self.random = random.Random(seed)

    def instance(self):
        """About half of them are valid."""
        value = copy.deepcopy(self.pleasing(self.document, 5))
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            value = self.mutated(value)
        return value

    def chance(self, probability):
        return self.random.random() < probability

    def scalar(self):
        return self.random.choice(SCALARS)

    def target(self, reference):
        node = self.document
        for step in reference.lstrip("#").split("/")[1:]:
            node = node[step]
        return node

    def pleasing(self, schema, depth):
        """A value that often satisfies the schema: the keywords that can be met by looking at one of them."""
        if depth == 0 or not isinstance(schema, dict):
            return self.scalar()
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            if keyword in schema and self.chance(0.8):
                return self.pleasing(self.target(schema[keyword]), depth - 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema and self.chance(0.8):
            return self.random.choice(schema["enum"])
        branches = [part for keyword in ("anyOf", "oneOf", "allOf") for part in schema.get(keyword, [])]
        branches += [schema[keyword] for keyword in ("if", "then", "else") if keyword in schema]
        base = self.typed(schema, depth)
        if branches and self.chance(0.7):
            return self.merged(base, self.pleasing(self.random.choice(branches), depth - 1))
        return base

    def merged(self, one, other):
        if isinstance(one, dict) and isinstance(other, dict):
            return {**one, **other}
        return other if self.chance(0.7) else one

    def typed(self, schema, depth):
        kinds = schema.get("type")
        kinds = [kinds] if isinstance(kinds, str) else list(kinds) if kinds else self.guessed(schema)
        kind = self.random.choice(kinds)
        return getattr(self, "a_" + kind)(schema, depth)

    def guessed(self, schema):
        """The kinds that the schema's keywords speak about."""
        kinds = []
        if any(word in keyword for keyword in schema for word in ("ropert", "required", "depend")):
            kinds += ["object"] * 4
        if any(word in keyword for keyword in schema for word in ("tems", "ontains")):
            kinds += ["array"] * 4
        if any(word in keyword for keyword in schema for word in ("Length", "pattern")):
            kinds += ["string"] * 2
        if any(word in keyword for keyword in schema for word in ("imum", "multipleOf")):
            kinds += ["number"] * 2
        return kinds or ["null", "boolean", "integer", "string", "array", "object"]

    def a_null(self, *_):
        return None

    def a_boolean(self, *_):
        return self.chance(0.5)

    def a_integer(self, schema, depth):
        value = self.a_number(schema, depth)
        return int(value) if self.chance(0.9) else value

    def a_number(self, schema, _):
        near = [schema[keyword] for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
                if keyword in schema and not isinstance(schema[keyword], bool)]
        if near and self.chance(0.8):
            return self.random.choice(near) + self.random.choice([0, 0, 1, -1, 0.5, 2])
        numbers = [value for value in SCALARS if isinstance(value, (int, float)) and not isinstance(value, bool)]
        return self.random.choice(numbers)

    def a_string(self, schema, _):
        if "pattern" in schema and self.chance(0.8):
            return self.random.choice(PATTERNS[schema["pattern"]])
        length = self.random.randint(schema.get("minLength", 0), max(schema.get("minLength", 0), schema.get("maxLength", 6)))
        return "".join(self.random.choice("abcéx-12 😀") for _ in range(length))

    def a_array(self, schema, depth):
        items = schema.get("items", True)
        first = schema.get("prefixItems", items if isinstance(items, list) else [])
        rest = schema.get("additionalItems", True) if isinstance(items, list) else items
        least = schema.get("minItems", 0)
        count = self.random.randint(least, max(least, schema.get("maxItems", len(first) + 2)))
        parts = [first[at] if at < len(first) else rest for at in range(count)]
        value = [self.pleasing(part, depth - 1) for part in parts]
        if "contains" in schema and self.chance(0.7):
            value.insert(self.random.randint(0, len(value)), self.pleasing(schema["contains"], depth - 1))
        return value

    def a_object(self, schema, depth):
        declared = schema.get("properties", {})
        names = set(schema.get("required", []))
        names |= {name for name in declared if self.chance(0.6)}
        if self.chance(0.3) or not names:
            names |= set(self.random.sample(NAMES, self.random.randint(0, 2)))
        for pattern in schema.get("patternProperties", {}):
            if self.chance(0.5):
                names.add(self.random.choice(PATTERNS[pattern]))
        value = {}
        for name in sorted(names):
            part = declared.get(name, schema.get("additionalProperties", schema.get("unevaluatedProperties", True)))
            value[name] = self.pleasing(part, depth - 1)
        return value

    def mutated(self, value):
        if self.chance(0.2):
            return self.scalar()
        if isinstance(value, dict) and value:
            name = self.random.choice(sorted(value))
            kind = self.random.randint(0, 3)
            if kind == 0:
                return {key: part for key, part in value.items() if key != name}
            if kind == 1:
                return {**value, self.random.choice(NAMES): self.scalar()}
            return {**value, name: self.mutated(value[name])}
        if isinstance(value, list) and value:
            at = self.random.randrange(len(value))
            kind = self.random.randint(0, 3)
            if kind == 0:
                return value[:at] + value[at + 1:]
            if kind == 1:
                return value[:at] + [self.random.choice(value)] + value[at:]
            return value[:at] + [self.mutated(value[at])] + value[at + 1:]
        if isinstance(value, str):
            return self.random.choice([value + "a", value[1:], value.upper(), self.scalar()])
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.random.choice([value + 1, value - 1, -value, value * 2, self.scalar()])
        return self.scalar()
