#!/usr/bin/env python3
"""Writes the part of data/models.toml that lists of models are made of, from facts about models.

    tools/update_models.py FACTS.json

FACTS.json has "models": objects with the members id, provider, kind, in, context, prefixes (of
inference profiles; "" for the bare id) and status. The rest of data/models.toml stays as it is.
"""
import json
import pathlib
import re
import sys

CATALOGUE = pathlib.Path(__file__).resolve().parent.parent / "data" / "models.toml"
BEGIN = "  # What lists of models show; written by tools/update_models.py.\n"
END = "  # End of what tools/update_models.py writes.\n"

# Where a region belongs to several geographies the narrower one comes first, and "global" last.
GEOGRAPHIES = ["us-gov", "us", "eu", "ca", "au", "jp", "in", "apac", "global"]
KINDS = {"video-understanding": "video"}
MAKERS_NAMES = "anthropic."  # whose models have names of their own elsewhere
WORDS = {"gpt": "GPT", "oss": "OSS", "glm": "GLM", "vl": "VL", "it": "IT", "minimax": "MiniMax",
         "sd3": "Stable Diffusion 3"}
# Those that do not follow from the id.
NAMES = {
    "amazon.titan-embed-g1-text-02": "Titan Embed Text G1 02",
    "amazon.titan-embed-text-v2:0": "Titan Embed Text 2",
    "amazon.titan-tg1-large": "Titan Text Large",
    "anthropic.claude-v2": "Claude 2",
    "anthropic.claude-v2:1": "Claude 2.1",
    "cohere.command-r-plus-v1:0": "Command R+",
    "cohere.embed-english-v3": "Embed English 3",
    "cohere.embed-multilingual-v3": "Embed Multilingual 3",
    "cohere.embed-v4:0": "Embed 4",
    "cohere.rerank-v3-5:0": "Rerank 3.5",
    "deepseek.r1-v1:0": "DeepSeek R1",
    "deepseek.v3-v1:0": "DeepSeek V3",
    "deepseek.v3.2-v1:0": "DeepSeek V3.2",
}
VERSION = re.compile(r"-v\d+(:\d+)?$|-\d:\d$|:\d+$")
DATE = re.compile(r"-(20\d{6}|2[0-9](0[1-9]|1[0-2]))(?=-|$)")


def plain(model):
    """The id without maker, version and date: "claude-sonnet-4-5"."""
    return DATE.sub("", VERSION.sub("", model.split(".", 1)[1]))


def display_name(model):
    """ "Claude Sonnet 4.5" """
    if model in NAMES:
        return NAMES[model]
    words = []
    for word in re.sub(r"^llama(?=\d)", "llama-", plain(model)).split("-"):
        if re.fullmatch(r"\d{1,2}", word) and words and re.search(r"(^| )\d{1,2}$", words[-1]):
            words[-1] += "." + word
        elif re.fullmatch(r"(\d+x)?[ae]?\d+b", word):  # billions of parameters
            words.append(word.upper().replace("X", "x"))
        else:
            words.append(WORDS.get(word, word[:1].upper() + word[1:]))
    return " ".join(words)


def own_names(model):
    """Those of the maker's own API, the short one first."""
    if not model.startswith(MAKERS_NAMES):
        return []
    dated = VERSION.sub("", model.split(".", 1)[1])
    return sorted({plain(model), dated}, key=len)


def texts(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def entry(model):
    kind = KINDS.get(model["kind"], model["kind"])
    fields = [f'pattern = "{model["id"]}"', f'name = "{display_name(model["id"])}"',
              f'maker = "{model["provider"]}"']
    if kind != "chat":
        media = [each for each in model["in"] if each != "text"]
        fields += [f'kind = "{kind}"', f"media = {texts(media)}"]
    if model["context"]:
        fields.append(f'context = {model["context"]}')
    profiles = [each for each in GEOGRAPHIES if each in model["prefixes"]]
    # Elsewhere such a model is there by its id.
    if profiles and not ("" in model["prefixes"] and profiles == ["us-gov"]):
        fields.append(f"profiles = {texts(profiles)}")
    if model["status"] != "eol" and own_names(model["id"]):
        fields.append(f'own_names = {texts(own_names(model["id"]))}')
    return "  { " + ", ".join(fields) + " },\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    models = json.loads(pathlib.Path(sys.argv[1]).read_text())["models"]
    ids = {model["id"] for model in models}

    def is_shown(model):
        # Some are known by a second id, without a version, which bedrock-runtime does not take.
        versioned = {model["id"] + "-1:0", model["id"] + "-v1:0"} & ids
        return not versioned and (model["kind"] == "chat" or model["status"] != "eol")

    shown = filter(is_shown, models)
    section = BEGIN + "".join(entry(model) for model in sorted(shown, key=lambda m: m["id"])) + END
    text = CATALOGUE.read_text()
    if BEGIN in text:
        before, rest = text.split(BEGIN)
        text = before + section + rest.split(END)[1]
    else:
        text = text.removesuffix("]\n") + "\n" + section + "]\n"
    CATALOGUE.write_text(text)


if __name__ == "__main__":
    main()
