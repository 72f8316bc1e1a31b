"""What the peers are known to do differently. Each rule looks at a pair that has been made small, so that nothing else
can be the cause, and computes on which side the truth is where it can."""
import fractions

BOUNDS = {
    "minimum": lambda value, bound: value >= bound, "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound, "exclusiveMaximum": lambda value, bound: value < bound,
    "multipleOf": lambda value, divisor: value % divisor == 0,
}
# How peers decide the same: jsonschema by whether the quotient of two doubles is whole.
OTHER_WAYS = {"multipleOf": lambda value, divisor: (float(value) / float(divisor)).is_integer()}


def refusal(schema, message):
    """Why ours may refuse a schema; None when it may not."""
    return "not supported yet" if "not supported yet" in message else None


def reason(draft, schema, instance, letters):
    """Why the results of ours, jsonschema-rs and jsonschema (in this order) may differ; None when they may not."""
    ours, rust, python = letters
    if rounds(schema, instance):
        return "a peer computes with doubles; by exact arithmetic on the digits the result is the other one"
    if ours == rust and python != ours and newline(schema, instance):
        return "jsonschema: `$` of Python also matches before a line feed at the end"
    keywords = {name for node in nodes(schema) if isinstance(node, dict) for name in node}
    unevaluated = keywords & {"unevaluatedProperties", "unevaluatedItems"}
    if draft == "draft2019-09" and rust == python and {"contains", "unevaluatedItems"} <= keywords:
        return "2019-09, 9.3.1.3: what `contains` finds is not evaluated; both peers apply the rule of 2020-12"
    if ours == rust and unevaluated:
        return "jsonschema works out what was evaluated from the schema's text, approximately"
    return None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def exact(number):
    """The number that the digits mean."""
    return fractions.Fraction(repr(number))


def nodes(value):
    """The value and everything in it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(part)


def rounds(schema, instance):
    """Whether some number keyword or constant decides some number differently when both are taken as doubles."""
    numbers = [value for value in nodes(instance) if is_number(value)]
    for node in nodes(schema):
        if isinstance(node, dict):
            for keyword, decide in BOUNDS.items():
                limit = node.get(keyword)
                if is_number(limit) and limit and any(
                        differs(decide, number, limit, OTHER_WAYS.get(keyword)) for number in numbers):
                    return True
    constants = [value for value in nodes(schema) if is_number(value)] + numbers
    return any(differs(lambda one, other: one == other, number, constant) for number in numbers for constant in constants)


def differs(decide, value, limit, other_way=None):
    """Also when only one of the two passes through a double on its way."""
    truth = decide(exact(value), exact(limit))
    try:
        if other_way and other_way(value, limit) != truth:
            return True
        ways = [(float(value), float(limit)), (value, limit), (exact(float(value)), exact(float(limit))),
                (fractions.Fraction(value), fractions.Fraction(limit))]
        return any(decide(*way) != truth for way in ways)
    except OverflowError:
        return True


def newline(schema, instance):
    texts = [value for value in nodes(instance) if isinstance(value, str)]
    texts += [name for value in nodes(instance) if isinstance(value, dict) for name in value]
    return any(text.endswith("\n") for text in texts) and "$" in str(
        [[node.get("pattern"), list(node.get("patternProperties", {}))] for node in nodes(schema) if isinstance(node, dict)])
