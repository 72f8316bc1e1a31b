"""What the peers are known to do differently. Each rule looks at a pair that has been made small, so that nothing else
can be the cause."""


def refusal(schema, message):
    """Why ours may refuse a schema; None when it may not."""
    return "not supported yet" if "not supported yet" in message else None


def reason(draft, schema, instance, letters):
    """Why the verdicts of ours, jsonschema-rs and jsonschema (in this order) may differ; None when they may not."""
    return None
