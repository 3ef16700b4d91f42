"""opencode, through the provider that its users configure for OpenAI-compatible services, and those of OpenAI and
Anthropic that it has as well."""

import json

from rig import KEY, Package
from script import aside, call, play, text, thought, turn

# Of two programs the last one runs on every machine; the other one wants AVX2.
PACKAGE = Package("opencode-ai", "1.18.33", "opencode-linux-*/bin/opencode")

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
EFFORT = {"reasoningEffort": "medium"}
# Its package for an API, where that is served, and how a model is asked to think.
CHAT = ("@ai-sdk/openai-compatible", "/v1/chat/completions", EFFORT)
RESPONSES = ("@ai-sdk/openai", "/v1/responses", {**EFFORT, "include": ["reasoning.encrypted_content"]})
MESSAGES = ("@ai-sdk/anthropic", "/v1/messages", {"thinking": {"type": "enabled", "budgetTokens": 8000}})
QUIET = {name: "1" for name in ("OPENCODE_DISABLE_AUTOUPDATE", "OPENCODE_DISABLE_MODELS_FETCH",
                                "OPENCODE_DISABLE_SHARE", "OPENCODE_DISABLE_DEFAULT_PLUGINS",
                                "OPENCODE_DISABLE_LSP_DOWNLOAD")}


def configure(stage, model, package, thinking):
    known = {"name": model, "reasoning": True, "tool_call": True, "limit": {"context": 200000, "output": 32000},
             "options": thinking}
    gateway = {"npm": package, "name": "bedrock-gateway",
               "options": {"baseURL": f"{stage.url}/v1", "apiKey": KEY}, "models": {model: known}}
    (stage.project / "opencode.json").write_text(json.dumps({
        "model": f"gateway/{model}", "enabled_providers": ["gateway"], "autoupdate": False, "share": "disabled",
        "provider": {"gateway": gateway}}))


def conversation(note, model):
    thinks = "anthropic" in model
    seen = ["I have to read it."] if thinks else []
    asked = ['"thinking":'] if thinks else []
    return play(
        aside(["You are a title generator"], "A note"),
        turn(["Edit the note.", *asked], thought("I have to read it."), call("toolu_read", "read", filePath=note)),
        turn(["toolu_read", *seen], thought("Now I can edit it."),
             call("toolu_edit", "edit", filePath=note, oldString="before", newString="after")),
        turn(["toolu_edit", *seen], text("The note is edited.")),
        turn(["The note is edited.", "Go on."], text("Nothing is left.")))


def edit_and_continue(rig, program, model, api):
    package, path, thinking = api
    with rig.stage(f"{path[4:].replace('/', '-')}-{model}") as stage:
        stage.serve(conversation(str(stage.note), model))
        configure(stage, model, package, thinking)
        talk = (program, "run", "--format", "json")
        printed = stage.run("edit", *talk, "Edit the note.", **QUIET)
        stage.expect(stage.note.read_text() == "after\n", "no file was changed")
        stage.expect("The note is edited." in printed, "the answer was not shown")
        printed = stage.run("continue", *talk, "--continue", "Go on.", **QUIET)
        stage.expect("Nothing is left." in printed, "the continued session was not answered")
        stage.expect_turns(path, besides=1)  # the title


def through_chat(rig, program):
    for model in (SONNET, "us.anthropic.claude-opus-5-5", "amazon.nova-pro-v1:0"):
        edit_and_continue(rig, program, model, CHAT)


def through_others(rig, program):
    for api in (RESPONSES, MESSAGES):
        edit_and_continue(rig, program, SONNET, api)


CHECKS = [
    (through_chat, "read and edited a file, thinking, and continued through chat completions"),
    (through_others, "Responses and Messages"),
]
