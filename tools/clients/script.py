"""What the simulator answers, turn by turn (docs/simulator.md, "Scripts")."""

STREAMS = ("converse-stream", "invoke-with-response-stream")


def text(words):
    return {"text": words}


def thought(words):
    return {"reasoning": {"text": words}}


def call(identifier, tool, **arguments):
    return {"tool_use": {"id": identifier, "name": tool, "input": arguments}}


def turn(sees, *content, **how):
    """Answers the next request with these blocks, if all texts of `sees` have reached Bedrock; `how` is the rest of the
    entry."""
    answer = {"content": list(content), **how.pop("answer", {})}
    return {"times": 1, "contains": list(sees), "answer": answer, **how}


def aside(sees, words):
    """Requests that a program makes beside the conversation, such as for a title: any number."""
    return {"contains": list(sees), "answer": {"text": words}}


def play(*entries):
    """All else is refused: requests that are unexpected or repeated, or lack what they should have seen."""
    refused = {"code": "ValidationException", "message": "This request is not in the script."}
    return [*entries, *({"operation": name, "error": refused} for name in STREAMS)]


def turns_of(script):
    return sum(1 for entry in script if "times" in entry)
