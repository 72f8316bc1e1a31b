"""Random schemas over every keyword of a draft, small enough that instances get past the first check."""
import random

import suite

NAMES = ["a", "b", "c", "foo", "bar", "x-1", "é", "😀", "", "a b", "__proto__", "ab"]
# Patterns on which the regular expressions of Python, Rust and ECMA-262 agree, with strings that match.
PATTERNS = {
    "^a": ["a", "ab"], "b$": ["b", "ab"], "^[a-c]+$": ["abc", "a"], "^x-": ["x-1"], "o{2}": ["foo"], "^$": [""],
    "^.{2,3}$": ["ab", "foo", "é😀"], "[^a]": ["b", "😀"], "a|b": ["a", "bar"], "^(ab)*$": ["", "ab", "abab"],
    "é": ["é"], "^\\S*$": ["foo"], "^[0-9]+$": ["12", "0"], "(?:a|bc)?d": ["ad", "bcd"],
}
SCALARS = [None, True, False, 0, 1, -1, 2, 3, 1.0, 1.5, 0.1, 0.3, -2.5, 7, 10, 100, 1e20, 10 ** 20, 2 ** 53, 2 ** 53 + 1,
           2 ** 63, 2 ** 64, -(2 ** 63) - 1, 10 ** 30, 1e-7, "", "a", "ab", "abc", "foo", "é", "😀", "e\u0301", "12", "x-1",
           "a b", "\\\"\n", "\u0000", "long string of text"]
TAGS = ["a", "b", "foo", "é", 1, 2, -3, 1.0, 2 ** 53 + 1, True, False, None, 1.5]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]


class SchemaMaker:
    """Makes schemas of one draft; the same seed gives the same schemas."""

    def __init__(self, draft, seed):
        self.draft = draft
        self.random = random.Random(seed)
        self.order = ["draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"].index(draft)
        self.definitions = "$defs" if self.since("draft2019-09") else "definitions"

    def since(self, draft):
        return self.order >= ["draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"].index(draft)

    def chance(self, probability):
        return self.random.random() < probability

    def some(self, pool, most):
        return self.random.sample(pool, self.random.randint(1, min(most, len(pool))))

    def document(self):
        """A whole schema with its `$schema` and the definitions it refers to."""
        self.names = ["d0", "d1", "d2"][: self.random.choice([0, 1, 2, 3])]
        root = self.object_schema(3, consumed=False, level=-1)
        definitions = {}
        for level, name in enumerate(self.names):
            definitions[name] = self.schema(2, consumed=False, level=level)
            if isinstance(definitions[name], dict) and "$ref" not in definitions[name]:
                if self.since("draft2019-09") and self.chance(0.3):
                    definitions[name]["$anchor"] = "anchor-" + name
                if self.since("draft2020-12") and self.chance(0.2):
                    definitions[name]["$dynamicAnchor"] = "dynamic-" + name
        self.anchors = definitions
        document = {"$schema": suite.DIALECTS[self.draft]}
        if self.draft == "draft2020-12" and self.chance(0.1):
            document["$dynamicAnchor"] = "root"
        if self.draft == "draft2019-09" and self.chance(0.2):
            document["$recursiveAnchor"] = True
        document.update(root)
        if definitions:
            document[self.definitions] = definitions
        return document

    def schema(self, depth, consumed, level):
        """`consumed`: a step into the instance lies between this and the definition `level`, so anything may be
        referred to; otherwise only later definitions, or evaluation would not end."""
        if self.since("draft6") and self.chance(0.06):
            return self.chance(0.6)
        return self.object_schema(depth, consumed, level)

    def object_schema(self, depth, consumed, level):
        schema = {}
        makers = [self.types, self.types, self.values, self.numbers, self.strings]
        if depth > 0:
            makers += [self.objects, self.objects, self.objects, self.arrays, self.arrays, self.combinators,
                       self.combinators, self.alternatives, self.reference]
        for maker in self.random.sample(makers, self.random.choice([1, 1, 2, 2, 3])):
            maker(schema, depth, consumed, level)
        if self.chance(0.03):
            schema["title"] = "an annotation"
        return schema

    def inner(self, depth, level):
        return self.schema(depth - 1, True, level)

    def types(self, schema, *_):
        schema["type"] = self.random.choice(TYPES) if self.chance(0.7) else self.some(TYPES, 3)

    def values(self, schema, depth, *_):
        pool = SCALARS + [[], {}, [1], {"a": 1}, [1, "a"], {"a": [True], "b": None}]
        if self.since("draft6") and self.chance(0.3):
            schema["const"] = self.random.choice(pool)
        elif self.chance(0.5):
            chosen = []
            for value in self.some(pool, 5):
                if not any(value == other for other in chosen):
                    chosen.append(value)
            schema["enum"] = chosen

    def numbers(self, schema, *_):
        bounds = [0, 1, -1, 2, 1.5, 10, 0.1, 2 ** 53, 2 ** 63, 10 ** 20, 1e20, -5, 1e-7]
        for keyword in self.some(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"], 2):
            if keyword == "multipleOf":
                schema[keyword] = self.random.choice([1, 2, 3, 0.5, 0.1, 1.5, 0.01, 7, 10 ** 20])
            elif keyword.startswith("exclusive") and self.draft == "draft4":
                schema[keyword] = self.chance(0.5)
                schema.setdefault(keyword[9:].lower(), self.random.choice(bounds))
            else:
                schema[keyword] = self.random.choice(bounds)

    def strings(self, schema, *_):
        for keyword in self.some(["minLength", "maxLength", "pattern"], 2):
            schema[keyword] = self.random.choice(list(PATTERNS)) if keyword == "pattern" else self.random.randint(0, 4)

    def objects(self, schema, depth, consumed, level):
        keywords = ["properties", "properties", "required", "patternProperties", "additionalProperties", "minProperties",
                    "maxProperties"]
        if self.since("draft6"):
            keywords.append("propertyNames")
        if self.since("draft2019-09"):
            keywords += ["dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedProperties"]
        else:
            keywords.append("dependencies")
        for keyword in self.some(keywords, 3):
            if keyword == "properties":
                schema[keyword] = {name: self.inner(depth, level) for name in self.some(NAMES, 4)}
            elif keyword == "required":
                schema[keyword] = self.some(NAMES, 2)
            elif keyword == "patternProperties":
                schema[keyword] = {name: self.inner(depth, level) for name in self.some(list(PATTERNS), 2)}
            elif keyword in ("additionalProperties", "unevaluatedProperties"):
                schema[keyword] = self.chance(0.3) if self.chance(0.5) else self.inner(depth, level)
            elif keyword == "propertyNames":
                schema[keyword] = self.inner(0, level)
            elif keyword == "dependentRequired":
                schema[keyword] = {name: self.some(NAMES, 2) for name in self.some(NAMES, 2)}
            elif keyword == "dependentSchemas":
                schema[keyword] = {name: self.schema(depth - 1, consumed, level) for name in self.some(NAMES, 2)}
            elif keyword == "dependencies":
                schema[keyword] = {
                    name: self.some(NAMES, 2) if self.chance(0.5) else self.schema(depth - 1, consumed, level)
                    for name in self.some(NAMES, 2)}
            else:
                schema[keyword] = self.random.randint(0, 4)

    def arrays(self, schema, depth, consumed, level):
        keywords = ["items", "items", "tuple", "minItems", "maxItems", "uniqueItems"]
        if self.since("draft6"):
            keywords += ["contains", "contains"]
        if self.since("draft2019-09"):
            keywords += ["unevaluatedItems", "unevaluatedItems"]
        for keyword in self.some(keywords, 3):
            several = [self.inner(depth, level) for _ in range(self.random.randint(1, 3))]
            if keyword == "tuple" and self.since("draft2020-12"):
                schema["prefixItems"] = several
            elif keyword == "tuple":
                schema["items"] = several
                if self.chance(0.5):
                    schema["additionalItems"] = self.chance(0.3) if self.chance(0.5) else self.inner(depth, level)
            elif keyword == "contains":
                schema[keyword] = several[0]
                if self.since("draft2019-09") and self.chance(0.5):
                    schema[self.random.choice(["minContains", "maxContains"])] = self.random.randint(0, 3)
            elif keyword == "uniqueItems":
                schema[keyword] = self.chance(0.8)
            elif keyword == "unevaluatedItems":
                schema[keyword] = self.chance(0.3) if self.chance(0.5) else several[0]
            elif keyword == "items":
                schema.setdefault(keyword, several[0])
            else:
                schema[keyword] = self.random.randint(0, 4)

    def combinators(self, schema, depth, consumed, level):
        keywords = ["allOf", "anyOf", "oneOf", "not"] + (["if", "if"] if self.since("draft7") else [])
        keyword = self.random.choice(keywords)

        def part():
            return self.schema(depth - 1, consumed, level)

        if keyword == "not":
            schema[keyword] = part()
        elif keyword == "if":
            for name in ["if"] + self.some(["then", "else"], 2):
                schema[name] = part()
        else:
            schema[keyword] = [part() for _ in range(self.random.randint(1, 3))]

    def alternatives(self, schema, depth, consumed, level):
        """Objects that a tag or a member of their own distinguishes, and at times something that spoils it."""
        count = self.random.randint(2, 4)
        own = self.random.sample(NAMES, count)
        tags = self.random.sample(TAGS, len(TAGS))
        by_tag = self.chance(0.5)
        branches = []
        for number in range(count):
            branch = {"type": "object"} if self.chance(0.8) else {}
            properties = {name: self.inner(depth, level) for name in self.some(NAMES, 2)} if self.chance(0.5) else {}
            if by_tag:
                allowed = [tags.pop() for _ in range(self.random.choice([1, 1, 2]))]
                constant = len(allowed) == 1 and self.since("draft6")
                properties[own[0]] = {"const": allowed[0]} if constant else {"enum": allowed}
                branch["required"] = [own[0]]
                if self.chance(0.05):
                    tags += allowed
            else:
                properties = {name: part for name, part in properties.items() if name not in own or self.chance(0.1)}
                properties[own[number]] = self.inner(depth, level)
                branch["required"] = [own[number]] if self.chance(0.8) else []
                if self.chance(0.9):
                    branch["additionalProperties"] = False
                if not branch["required"]:
                    del branch["required"]
            branch["properties"] = properties
            branches.append(branch)
        while self.chance(0.2):
            branches.append(self.schema(depth - 1, consumed, level))
        self.random.shuffle(branches)
        schema[self.random.choice(["anyOf", "oneOf"])] = branches

    def reference(self, schema, depth, consumed, level):
        reachable = self.names if consumed else self.names[level + 1:]
        targets = [f"#/{self.definitions}/{name}" for name in reachable] + (["#"] if consumed else [])
        if not targets:
            return
        if consumed and self.draft == "draft2019-09" and self.chance(0.2):
            schema["$recursiveRef"] = "#"
        else:
            keyword = "$dynamicRef" if self.draft == "draft2020-12" and self.chance(0.15) else "$ref"
            schema[keyword] = self.random.choice(targets)
