"""Claude Code, which speaks Messages. It asks for thinking in a form of its own for each generation of Claude."""

from rig import KEY, Package
from script import call, play, text, thought, turn

PACKAGE = Package("@anthropic-ai/claude-code", "2.1.332", "@anthropic-ai/claude-code-*/claude")

MESSAGES = "/v1/messages"
# One of each generation of requests, through InvokeModel; Anthropic's own name; and two through Converse.
MODELS = ["us.anthropic.claude-3-7-sonnet-20250219-v1:0", "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
          "us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-opus-4-7", "us.anthropic.claude-opus-4-8",
          "us.anthropic.claude-sonnet-5", "us.anthropic.claude-fable-5-2", "claude-opus-5-5"]
OTHERS = ["amazon.nova-pro-v1:0", "openai.gpt-oss-120b-1:0"]
QUIET = {name: "1" for name in ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER",
                                "DISABLE_ERROR_REPORTING", "DISABLE_BUG_COMMAND")}


def talk(stage, program, name, model, *words):
    return stage.run(name, program, "--print", "--verbose", "--output-format", "stream-json", "--permission-mode",
                     "acceptEdits", *words, ANTHROPIC_BASE_URL=stage.url, ANTHROPIC_AUTH_TOKEN=KEY,
                     ANTHROPIC_MODEL=model, **QUIET)


def conversation(note, keeps_thoughts):
    """Reads, edits, and is continued. Where it counts, Bedrock must see again what the model has thought."""
    first, second = "I have to read it.", "Now I can edit it."
    seen = [first, second] if keeps_thoughts else []
    asked = ['"thinking":'] if keeps_thoughts else []
    return play(
        turn(["Edit the note.", *asked], thought(first), call("toolu_read", "Read", file_path=note)),
        turn(["toolu_read", *seen[:1]], thought(second),
             call("toolu_edit", "Edit", file_path=note, old_string="before", new_string="after")),
        turn(["toolu_edit", *seen], text("The note is edited.")),
        turn(["The note is edited.", "Go on."], text("Nothing is left.")))


def edit_and_continue(rig, program, model, keeps_thoughts):
    with rig.stage(model) as stage:
        stage.serve(conversation(str(stage.note), keeps_thoughts))
        printed = talk(stage, program, "edit", model, "Edit the note.")
        stage.expect(stage.note.read_text() == "after\n", "no file was changed")
        stage.expect('"result":"The note is edited."' in printed, "the answer was not shown")
        stage.expect(not keeps_thoughts or '"signature":"' in printed, "no signed thinking was shown")
        printed = talk(stage, program, "continue", model, "--continue", "Go on.")
        stage.expect('"result":"Nothing is left."' in printed, "the continued session was not answered")
        stage.expect_turns(MESSAGES)


def every_generation(rig, program):
    for model in MODELS:
        edit_and_continue(rig, program, model, keeps_thoughts=True)


def others(rig, program):
    for model in OTHERS:
        edit_and_continue(rig, program, model, keeps_thoughts=False)


def counted(rig, program):
    """/context counts the parts of the prompt, all at once."""
    with rig.stage("context") as stage:
        stage.serve(play())
        printed = talk(stage, program, "context", MODELS[1], "/context")
        stage.expect("Context Usage" in printed, "/context shows nothing")
        stage.stop()
        counts = [line for line in stage.requests() if line["path"] == f"{MESSAGES}/count_tokens"]
        stage.expect(counts, "nothing was counted")
        stage.expect(all(line["status"] == 200 for line in counts), "a count was refused")


CHECKS = [
    (every_generation, f"read and edited a file, thinking, and continued with {len(MODELS)} generations of Claude"),
    (others, "with Nova and gpt-oss"),
    (counted, "counted its context"),
]
