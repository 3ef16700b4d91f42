#!/usr/bin/env python3
"""An MCP server over standard input and output, with one tool: `lookup` answers `meaning of WORD`."""

import json
import sys

LOOKUP = {
    "name": "lookup", "description": "Looks a word up.",
    "inputSchema": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]},
}


def result_of(method, params):
    if method == "initialize":
        return {"protocolVersion": params["protocolVersion"], "capabilities": {"tools": {}},
                "serverInfo": {"name": "demo", "version": "1"}}
    if method == "tools/list":
        return {"tools": [LOOKUP]}
    if method == "tools/call":
        return {"content": [{"type": "text", "text": f"meaning of {params['arguments']['word']}"}]}
    return {}


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:  # the others want no answer
        answer = {"jsonrpc": "2.0", "id": request["id"], "result": result_of(request["method"], request.get("params"))}
        print(json.dumps(answer), flush=True)
