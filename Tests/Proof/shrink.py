"""Makes a pair smaller while it keeps the property that makes it interesting."""


def smaller(value, is_schema):
    """Values with one thing less, larger cuts first."""
    if isinstance(value, dict):
        for name in value:
            if name != "$schema":
                yield {key: part for key, part in value.items() if key != name}
        for name, part in value.items():
            if name == "$schema":
                continue
            for less in smaller(part, is_schema):
                yield {**value, name: less}
        if is_schema and value:
            yield True
    elif isinstance(value, list):
        for at in range(len(value)):
            yield value[:at] + value[at + 1:]
        for at, part in enumerate(value):
            for less in smaller(part, is_schema):
                yield value[:at] + [less] + value[at + 1:]
    elif isinstance(value, str) and len(value) > 1:
        yield value[:1]
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and value not in (0, 1):
        yield 0
        yield 1


def shrink(schema, instance, holds, most=2000):
    """The smallest pair reached by cuts that keep `holds(schema, instance)` true."""
    tries = 0
    progress = True
    while progress and tries < most:
        progress = False
        for less in smaller(instance, False):
            tries += 1
            if holds(schema, less):
                instance, progress = less, True
                break
        if progress:
            continue
        for less in smaller(schema, True):
            tries += 1
            if isinstance(less, dict) and holds(less, instance):
                schema, progress = less, True
                break
    return schema, instance
