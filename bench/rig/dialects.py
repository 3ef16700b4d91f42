"""A chat request, as bench/train makes them, in the words of the other doors."""

import json

_MOST_TOKENS = 512  # Anthropic's API wants a number


def to_messages(chat):
    """For /v1/messages."""
    system = [m["content"] for m in chat["messages"] if m["role"] == "system"]
    body = {"model": chat["model"], "max_tokens": chat.get("max_tokens", _MOST_TOKENS),
            "messages": [_message(m) for m in chat["messages"] if m["role"] != "system"]}
    if system:
        body["system"] = [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
                          for text in system]
    if chat.get("tools"):
        body["tools"] = [{"name": f["name"], "description": f["description"],
                          "input_schema": f["parameters"]} for f in _functions(chat)]
    return _with(body, chat, "temperature", "stream")


def _message(message):
    if message["role"] == "tool":
        return {"role": "user", "content": [{
            "type": "tool_result", "tool_use_id": message["tool_call_id"],
            "content": message["content"]}]}
    if message.get("tool_calls"):
        return {"role": "assistant", "content": [
            {"type": "tool_use", "id": call["id"], "name": call["function"]["name"],
             "input": json.loads(call["function"]["arguments"])}
            for call in message["tool_calls"]]}
    return {"role": message["role"], "content": _parts(message["content"], "text", _image)}


def _image(url):
    media_type, _, data = url.removeprefix("data:").partition(";base64,")
    return {"type": "image",
            "source": {"type": "base64", "media_type": media_type, "data": data}}


def to_responses(chat):
    """For /v1/responses."""
    body = {"model": chat["model"], "store": False,
            "input": [item for message in chat["messages"] for item in _items(message)]}
    if chat.get("tools"):
        body["tools"] = [{"type": "function", "strict": False, **f} for f in _functions(chat)]
    if "max_tokens" in chat:
        body["max_output_tokens"] = chat["max_tokens"]
    return _with(body, chat, "temperature", "stream")


def _items(message):
    if message["role"] == "tool":
        return [{"type": "function_call_output", "call_id": message["tool_call_id"],
                 "output": message["content"]}]
    if message.get("tool_calls"):
        return [{"type": "function_call", "call_id": call["id"], **call["function"]}
                for call in message["tool_calls"]]
    return [{"type": "message", "role": message["role"],
             "content": _parts(message["content"], "input_text",
                               lambda url: {"type": "input_image", "image_url": url})}]


def _parts(content, text_type, image):
    if isinstance(content, str):
        return content
    return [{"type": text_type, "text": part["text"]} if part["type"] == "text"
            else image(part["image_url"]["url"]) for part in content]


def _functions(chat):
    return [tool["function"] for tool in chat["tools"]]


def _with(body, chat, *members):
    return body | {name: chat[name] for name in members if name in chat}
