"""Codex CLI, which speaks Responses only. What it sends depends on what it knows of the model, so there are three:
one that the gateway's list describes, one that Codex knows, and one of the kind that writes programs for its tools."""

import sys
from pathlib import Path

from rig import KEY, Package
from script import call, play, text, thought, turn

PACKAGE = Package("@openai/codex", "0.171.0", "@openai/codex-*/vendor/*/bin/codex")

RESPONSES = "/v1/responses"
PATCH = "*** Begin Patch\n*** Update File: note.txt\n@@\n-before\n+after\n*** End Patch\n"
ALIASES = '[aliases]\n"gpt-5.5" = "us.anthropic.claude-sonnet-4-6"\n"gpt-6.2-sol" = "us.anthropic.claude-opus-5-5"\n'
SERVER = Path(__file__).with_name("mcp_server.py")

SETTINGS = f"""
check_for_update_on_startup = false
[analytics]
enabled = false
[mcp_servers.demo]
command = {str(sys.executable)!r}
args = [{str(SERVER)!r}]
default_tools_approval_mode = "approve"
"""


def custom_provider(url, more=""):
    return f"""
[model_providers.gateway]
name = "bedrock-gateway"
base_url = "{url}/v1"
model_catalog_url = "{url}/v1/models"
wire_api = "responses"
env_key = "BEDROCK_GATEWAY_KEY"
{more}"""


def configure(stage, model, *settings, provider=""):
    (stage.home / ".codex").mkdir()
    (stage.home / ".codex/config.toml").write_text(
        "\n".join([f'model = "{model}"', *settings]) + SETTINGS + provider)


def talk(stage, program, name, *words):
    return stage.run(name, program, "exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox",
                     "--json", *words, BEDROCK_GATEWAY_KEY=KEY, CODEX_API_KEY=KEY)


def edit_and_resume(stage, program):
    printed = talk(stage, program, "edit", "Edit the note.")
    stage.expect(stage.note.read_text() == "after\n", "apply_patch has changed no file")
    called = '"tool":"lookup"' in printed and "meaning of gateway" in printed
    stage.expect(called, "the MCP server's tool was not called")
    stage.expect("The note is edited." in printed, "the answer was not shown")
    stage.expect('"turn.completed","usage":{"input_tokens":' in printed, "usage was not read")
    printed = talk(stage, program, "resume", "resume", "--last", "Go on.")
    stage.expect("Nothing is left." in printed, "the resumed session was not answered")
    stage.expect_turns(RESPONSES)


def conversation(*calls):
    """A patch, the MCP server's tool by whatever calls it takes, an end; and the same session again."""
    ask, seen = [], "Edit the note."
    for number, made in enumerate(calls):
        ask.append(turn([seen], *([thought("First the patch.")] if number == 0 else []), made))
        seen = made["tool_use"]["id"]
    return play(*ask, turn(["meaning of gateway"], text("The note is edited.")),
                turn(["The note is edited.", "Go on."], text("Nothing is left.")))


def listed(rig, program):
    """A Bedrock id that Codex does not know and the gateway's list describes."""
    for model in ("us.anthropic.claude-opus-5-5", "amazon.nova-pro-v1:0", "openai.gpt-oss-120b-1:0"):
        script = conversation(call("call_patch", "apply_patch", input=PATCH),
                              call("call_lookup", "mcp__demo__lookup", word="gateway"))
        with rig.stage(f"listed-{model}") as stage:
            stage.serve(script)
            configure(stage, model, 'model_provider = "gateway"', provider=custom_provider(stage.url))
            edit_and_resume(stage, program)


def known(rig, program):
    """An alias that Codex takes for OpenAI's, through its built-in provider: tools stand behind a search."""
    script = conversation(call("call_patch", "apply_patch", input=PATCH),
                          call("call_search", "tool_search", query="look a word up"),
                          call("call_lookup", "mcp__demo__lookup", word="gateway"))
    with rig.stage("known") as stage:
        stage.serve(script, ALIASES)
        configure(stage, "gpt-5.5", f'openai_base_url = "{stage.url}/v1"')
        edit_and_resume(stage, program)


def programming(rig, program):
    """A model of the newest kind: its tools are called by a program that is the input of one tool."""
    script = conversation(
        call("call_patch", "exec", input=f"text(JSON.stringify(await tools.apply_patch(`{PATCH}`)));"),
        call("call_lookup", "exec", input="text(await tools.mcp__demo__lookup({word: 'gateway'}));"))
    with rig.stage("programming") as stage:
        stage.serve(script, ALIASES)
        configure(stage, "gpt-6.2-sol", f'openai_base_url = "{stage.url}/v1"')
        edit_and_resume(stage, program)


def compacted(rig, program):
    """A session that has become too long is summarised, and goes on from the summary. The built-in provider has
    a way of its own to ask for it, others an ordinary request."""
    for name in ("built-in", "custom"):
        script = play(
            turn(["Edit the note."], call("call_patch", "apply_patch", input=PATCH)),
            turn(["call_patch"], text("The note is edited."), answer={"input_tokens": 50000}),
            turn(["The note is edited."], text("In short: edited.")),
            turn(["In short: edited.", "Go on."], text("Nothing is left."), lacks=["call_patch"]))
        with rig.stage(f"compacted-{name}") as stage:
            stage.serve(script, ALIASES)
            limit = "model_auto_compact_token_limit = 20000"
            if name == "custom":
                configure(stage, "us.anthropic.claude-opus-5-5", limit, 'model_provider = "gateway"',
                          provider=custom_provider(stage.url))
            else:
                configure(stage, "gpt-5.5", limit, f'openai_base_url = "{stage.url}/v1"')
            talk(stage, program, "edit", "Edit the note.")
            printed = talk(stage, program, "resume", "resume", "--last", "Go on.")
            stage.expect("Nothing is left." in printed, "the compacted session was not answered")
            stage.expect_turns(RESPONSES)


def patient(rig, program):
    """A model that is silent for longer than Codex would wait."""
    script = play(turn(["Wait."], text("Thank you."), delay_ms={"first_event": 6000}))
    with rig.stage("patient") as stage:
        stage.serve(script, '[server]\nping_interval = "500ms"\n')
        configure(stage, "us.anthropic.claude-opus-5-5", 'model_provider = "gateway"',
                  provider=custom_provider(stage.url, "stream_idle_timeout_ms = 2000\n"))
        printed = talk(stage, program, "wait", "Wait.")
        stage.expect("Thank you." in printed, "the answer was not shown")
        stage.expect_turns(RESPONSES)


CHECKS = [
    (listed, "edited a file with apply_patch, called an MCP tool and resumed"),
    (known, "the same as gpt-5.5"),
    (programming, "as gpt-6.2-sol"),
    (compacted, "compacted"),
    (patient, "waited"),
]
