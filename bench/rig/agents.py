"""What coding agents send, in the middle of their work: as Claude Code and Codex do, in size and shape."""

import base64
import json
import random

_SENTENCES = [
    "Read a file before you change it, and change no more than the task needs.\n",
    "- `rg` is faster than `grep`; prefer it for everything that searches the project.\n",
    'Never say "done" before the tests have run: show what you ran and what it printed.\n\n',
    "Paths are absolute. A path that contains spaces stands between quotes, as in \"/tmp/a b\".\n",
    "When a command fails, read its output to the end; do not run the same command again.\n",
    "Do not commit, push or delete anything unless the user asks for it – and then once.\n",
    "# Answers\nBe brief. One sentence says what was done; the code says the rest.\n",
    "Tests live beside what they test:\n\n```\nsrc/upload/client.cc\ntests/upload/client_test.cc\n```\n",
]
_CODE = ('    {}\tif (options.contains("retries")) {{\n'
         '    {}\t  retry_limit_ = options.value("retries", 3);  // "0" turns it off\n'
         "    {}\t}}\n")


def prose(size):
    """Instructions of `size` characters, with the line breaks and quotes of real ones."""
    text = ""
    while len(text) < size:
        text += _SENTENCES[len(text) % 7 if len(text) % 3 else 7]
    return text[:size]


def code(first_line, pieces):
    return "".join(_CODE.format(*range(line, line + 3))
                   for line in range(first_line, first_line + 3 * pieces, 3))


def compact(body):
    """As JavaScript and Rust write JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _schema(names):
    return {"type": "object", "required": names[:1], "additionalProperties": False, "properties": {
        name: {"type": "string", "description": f"The {name}, as the user or a tool has named it."}
        for name in names}}


_TOOLS = {
    "Agent": ["description", "prompt", "subagent_type", "model"],
    "Bash": ["command", "description", "timeout", "run_in_background"],
    "Edit": ["file_path", "old_string", "new_string", "replace_all"],
    "Glob": ["pattern", "path"],
    "Grep": ["pattern", "path", "glob", "output_mode", "context", "head_limit"],
    "ListAgents": ["status"],
    "NotebookEdit": ["notebook_path", "cell_id", "new_source", "cell_type"],
    "Read": ["file_path", "offset", "limit", "pages"],
    "ReportFindings": ["findings", "severity"],
    "ScheduleWakeup": ["at", "reason"],
    "Skill": ["skill", "args"],
    "TodoWrite": ["todos"],
    "WebFetch": ["url", "prompt"],
    "WebSearch": ["query", "allowed_domains", "blocked_domains"],
    "Workflow": ["name", "input"],
    "Write": ["file_path", "content"],
}


def claude_code(model, turns=12):
    """A request of Claude Code's to a Claude 4.5, after some calls of tools; 50 KB."""
    cached = {"cache_control": {"type": "ephemeral"}}
    signatures = random.Random(2)
    messages = [{"role": "user", "content": [
        {"type": "text", "text": f"<system-reminder>\n{prose(900)}</system-reminder>"},
        {"type": "text", "text": f"<system-reminder>\n{prose(2400)}</system-reminder>"},
        {"type": "text", "text": "Where is the retry limit of the upload, and who sets it?"}]}]
    for i in range(turns):
        signature = base64.b64encode(signatures.randbytes(300)).decode()
        messages += [
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "", "signature": signature},
                {"type": "text", "text": f"I look at part {i} of the client."},
                {"type": "tool_use", "id": f"toolu_bdrk_{i:024}", "name": "Read", "input": {
                    "file_path": "/home/user/project/src/upload/client.cc",
                    "offset": 40 * i, "limit": 40}}]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": f"toolu_bdrk_{i:024}",
                 "content": code(40 * i, 6)}]}]
    messages[-1]["content"][0] |= cached
    return {
        "model": model,
        "messages": messages,
        "system": [
            {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.332.a1b; "
                                     "cc_entrypoint=cli;"},
            {"type": "text", "text": "You are Claude Code, Anthropic's official CLI for Claude.",
             **cached},
            {"type": "text", "text": prose(7000), **cached}],
        "tools": [{"name": name, "description": prose(300 + 90 * i), "input_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(parameters)}}
            for i, (name, parameters) in enumerate(_TOOLS.items())],
        "metadata": {"user_id": json.dumps({
            "device_id": "9f" * 32, "account_uuid": "",
            "session_id": "6f1f3a52-0d5c-4c5e-9a0b-2f4f5c8e7d61"})},
        "max_tokens": 32000,
        "thinking": {"type": "enabled", "budget_tokens": 31999, "display": "omitted"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "stream": True,
    }


def to_invoke(body):
    """What a Claude 4.5 gets of it through InvokeModel."""
    left_out = ("model", "stream", "metadata", "context_management")
    upstream = {name: value for name, value in body.items() if name not in left_out}
    if "thinking" in body:
        upstream["thinking"] = {"type": "enabled", "budget_tokens": 31999}
        upstream["system"] = body["system"][1:]
        upstream["anthropic_beta"] = ["interleaved-thinking-2025-05-14"]
    return upstream | {"anthropic_version": "bedrock-2023-05-31"}


_CODEX_TOOLS = {
    "exec_command": ["cmd", "workdir", "shell", "yield_time_ms", "max_output_tokens"],
    "write_stdin": ["session_id", "chars", "yield_time_ms", "max_output_tokens"],
    "request_user_input": ["questions"],
    "view_image": ["path", "detail"],
    "get_goal": ["id"],
    "create_goal": ["title", "description"],
    "update_goal": ["id", "status"],
}
_CODEX_AGENTS = {
    "spawn_agent": ["message", "agent_type", "model"],
    "send_input": ["id", "message", "interrupt"],
    "wait_agent": ["ids", "timeout_ms"],
    "resume_agent": ["id"],
    "close_agent": ["id"],
}


def _function(name, parameters):
    return {"type": "function", "name": name, "description": prose(420), "strict": False,
            "parameters": _schema(parameters)}


def codex(model, turns=10):
    """A request of Codex's to a model that it does not know, after some calls; 45 KB."""
    def message(role, *texts):
        return {"type": "message", "role": role,
                "content": [{"type": "input_text", "text": text} for text in texts]}

    items = [
        message("developer", prose(19_000)),
        message("developer", prose(1800), prose(1500), prose(2500)),
        message("user", "<environment_context>\n  <cwd>/home/user/project</cwd>\n"
                        "  <shell>bash</shell>\n</environment_context>"),
        message("user", "Where is the retry limit of the upload, and who sets it?")]
    items += [
        {"type": "function_call", "call_id": f"call_{i:024}", "name": "exec_command",
         "arguments": json.dumps({"cmd": f"sed -n {40 * i},{40 * i + 40}p src/upload/client.cc",
                                  "workdir": "/home/user/project"})}
        if part == "call" else
        {"type": "function_call_output", "call_id": f"call_{i:024}", "output": code(40 * i, 6)}
        for i in range(turns) for part in ("call", "output")]
    return {
        "model": model,
        "input": items,
        "tools": [
            *(_function(name, parameters) for name, parameters in _CODEX_TOOLS.items()),
            {"type": "namespace", "name": "multi_agent_v1", "description": prose(300),
             "tools": [_function(name, parameters)
                       for name, parameters in _CODEX_AGENTS.items()]},
            {"type": "web_search"}],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "reasoning": {"summary": "auto"},
        "store": False,
        "stream": True,
        "include": ["reasoning.encrypted_content"],
        "prompt_cache_key": "019a0f3e-7c1d-7a52-8d43-5be1b7a0c9d4",
        "client_metadata": {"x-codex-installation-id": "2f4f5c8e-7d61-4c5e-9a0b-6f1f3a520d5c"},
    }


def to_converse(body):
    """What a model gets of Codex's request through Converse."""
    system, messages = [], []
    for item in body["input"]:
        if item.get("role") == "developer":
            system += [{"text": part["text"]} for part in item["content"]]
        elif item["type"] == "message":
            _add(messages, "user", [{"text": part["text"]} for part in item["content"]])
        elif item["type"] == "function_call":
            _add(messages, "assistant", [{"toolUse": {
                "toolUseId": item["call_id"], "name": item["name"],
                "input": json.loads(item["arguments"])}}])
        else:
            _add(messages, "user", [{"toolResult": {
                "toolUseId": item["call_id"], "content": [{"text": item["output"]}]}}])
    return {"system": system, "messages": messages, "inferenceConfig": {"maxTokens": 128000},
            "toolConfig": {"toolChoice": {"auto": {}},
                           "tools": [_tool_spec(f"{space}{tool['name']}", tool)
                                     for space, tool in _functions(body["tools"])]}}


def _add(messages, role, content):
    if messages and messages[-1]["role"] == role:
        messages[-1]["content"] += content
    else:
        messages.append({"role": role, "content": content})


def _functions(tools):
    for tool in tools:
        if tool["type"] == "function":
            yield "", tool
        elif tool["type"] == "namespace":
            yield from ((f"{tool['name']}__", inner) for inner in tool["tools"])


def _tool_spec(name, tool):
    return {"toolSpec": {"name": name, "description": tool["description"],
                         "inputSchema": {"json": tool["parameters"]}}}
