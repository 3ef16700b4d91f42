"""Claude Code, which speaks Messages. It asks for thinking in a form of its own for each generation of Claude."""

from rig import KEY, Package
from script import call, play, text, thought, turn

PACKAGE = Package("@anthropic-ai/claude-code", "2.1.332", "@anthropic-ai/claude-code-*/claude")

MESSAGES = "/v1/messages"
# One of each generation that it asks to think, the last by Anthropic's own name.
MODELS = ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.anthropic.claude-sonnet-4-6",
          "us.anthropic.claude-opus-4-7", "us.anthropic.claude-opus-4-8", "us.anthropic.claude-sonnet-5",
          "us.anthropic.claude-fable-5-2", "claude-opus-5-5"]
OTHERS = ["us.anthropic.claude-3-7-sonnet-20250219-v1:0", "amazon.nova-pro-v1:0", "openai.gpt-oss-120b-1:0"]
QUIET = {name: "1" for name in ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "DISABLE_TELEMETRY", "DISABLE_AUTOUPDATER",
                                "DISABLE_ERROR_REPORTING", "DISABLE_BUG_COMMAND")}


def talk(stage, program, name, model, *words):
    return stage.run(name, program, "--print", "--verbose", "--output-format", "stream-json", "--permission-mode",
                     "acceptEdits", *words, ANTHROPIC_BASE_URL=stage.url, ANTHROPIC_AUTH_TOKEN=KEY,
                     ANTHROPIC_MODEL=model, **QUIET)


def conversation(note, thinks):
    """Reads, edits, and is continued. A model that was asked to think must see again what it has thought."""
    thoughts = ["I have to read it.", "Now I can edit it."] if thinks else []
    first, second = [[thought(words)] for words in thoughts] or [[], []]
    asked = ['"thinking":'] if thinks else []
    return play(
        turn(["Edit the note.", *asked], *first, call("toolu_read", "Read", file_path=note)),
        turn(["toolu_read", *thoughts[:1]], *second,
             call("toolu_edit", "Edit", file_path=note, old_string="before", new_string="after")),
        turn(["toolu_edit", *thoughts], text("The note is edited.")),
        turn(["The note is edited.", "Go on."], text("Nothing is left.")))


def edit_and_continue(rig, program, model, thinks):
    with rig.stage(model) as stage:
        stage.serve(conversation(str(stage.note), thinks))
        printed = talk(stage, program, "edit", model, "Edit the note.")
        stage.expect(stage.note.read_text() == "after\n", "no file was changed")
        stage.expect('"result":"The note is edited."' in printed, "the answer was not shown")
        stage.expect(not thinks or '"signature":"' in printed, "no signed thinking was shown")
        printed = talk(stage, program, "continue", model, "--continue", "Go on.")
        stage.expect('"result":"Nothing is left."' in printed, "the continued session was not answered")
        stage.expect_turns(MESSAGES)


def every_generation(rig, program):
    for model in MODELS:
        edit_and_continue(rig, program, model, thinks=True)


def others(rig, program):
    for model in OTHERS:
        edit_and_continue(rig, program, model, thinks=False)


def compacted(rig, program):
    """Bedrock's words for a prompt that is too long reach Claude Code, which then summarises and goes on."""
    too_long = {"code": "ValidationException", "message": "Input is too long for requested model."}
    with rig.stage("compacted") as stage:
        stage.serve(play(
            turn(["Begin."], text("It has begun.")),
            {"times": 1, "contains": ["It has begun.", "Go on."], "error": too_long},
            turn(["It has begun.", "summary"], text("<summary>In short: begun.</summary>")),
            turn(["In short: begun."], text("Nothing is left."), lacks=["It has begun."])))
        talk(stage, program, "begin", MODELS[-1], "Begin.")
        printed = talk(stage, program, "continue", MODELS[-1], "--continue", "Go on.")
        stage.expect('"result":"Nothing is left."' in printed, "the compacted session was not answered")
        stage.expect_turns(MESSAGES, refused=1)


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
    (every_generation, f"read and edited a file, thinking, and continued with {len(MODELS)} models of Claude"),
    (others, "without it with Claude 3.7, Nova and gpt-oss"),
    (compacted, "compacted"),
    (counted, "counted its context"),
]
