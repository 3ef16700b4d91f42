#!/usr/bin/env python3
"""Keeps the picture of docs/architecture.md true.

1. A folder of src/ includes only the folders that its CMakeLists.txt links, directly or not, and
   those links follow the order of the top CMakeLists.txt.
2. Each third-party library, and the clock, is named only where it belongs.
3. Coroutines follow the rules at the top of src/io/task.h, as far as text can tell.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
IO_AND_BELOW = ("io", "server", "upstream", "fetch", "credentials", "simulator", "gateway", "main.cc", "bedrock_sim.cc")

# What is named -> the folders and files of src/ that may name it.
CONFINED = {
    r'#include <simdjson': ("json",),
    r'#include <boost/asio': IO_AND_BELOW,
    r'#include <toml': ("config",),
    r'#include <CLI': ("config/command_line.cc", "bedrock_sim.cc"),
    r'#include <openssl': ("base", "aws", "io"),
    r'#include <libdeflate': ("eventstream",),
    r'#include <(thread|mutex|shared_mutex|condition_variable|future)>': IO_AND_BELOW,
    r'#include <(sys/(socket|epoll|un)|netinet/.*|arpa/inet|poll)\.h>': IO_AND_BELOW,
    r'_clock::now\(': IO_AND_BELOW,
    r'\bco_spawn\(': ("io", "server", "fetch", "credentials", "gateway", "simulator"),
}

# g++ 12 destroys such temporaries twice (docs/adr/0002).
CO_AWAIT = re.compile(r'\bco_await\b([^;]*);')
CAPTURING_LAMBDA = re.compile(r'\[\s*(=|&|\w)[^\]]*\]\s*(\(|\{|mutable)')


def folder_order():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"foreach\(folder\s+(.*?)\)", text, re.S).group(1).split()


def declared_links(folder, order):
    text = (SRC / folder / "CMakeLists.txt").read_text()
    depends = re.search(r"DEPENDS\s+([^)]*)", text)
    words = depends.group(1).split() if depends else []
    return {word for word in words if word in order}


def closure(folder, links):
    seen, todo = set(), [folder]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(links[current])
    return seen


COMMENT_OR_TEXT = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|(?<!#include )"(?:\\.|[^"\\\n])*"', re.S)


def code_of(text):
    """Without comments and the contents of literals; line numbers stay."""
    def blank(match):
        quotes = "" if match.group().startswith("/") else '""'
        return quotes + "\n" * match.group().count("\n")
    return COMMENT_OR_TEXT.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def is_allowed(relative, places):
    return any(relative == place or relative.startswith(place + "/") for place in places)


def check_links(order, links):
    for folder in order:
        for other in sorted(links[folder]):
            if order.index(other) > order.index(folder):
                yield f"src/{folder}/CMakeLists.txt: links {other}, which stands below it"


def check_file(path, allowed):
    relative = path.relative_to(SRC).as_posix()
    text = code_of(path.read_text())

    def problem(position, message):
        return f"src/{relative}:{line_of(text, position)}: {message}"

    if allowed is not None:
        for include in re.finditer(r'#include "([a-z0-9_]+)/', text):
            if include.group(1) not in allowed:
                yield problem(include.start(), f"must not know {include.group(1)}/")
    for pattern, places in CONFINED.items():
        for use in re.finditer(pattern, text):
            if not is_allowed(relative, places):
                yield problem(use.start(), f"{use.group()} belongs to {', '.join(places)} only")
    for statement in CO_AWAIT.finditer(text):
        operand = statement.group(1)
        if statement.group(0).count("co_await") > 1:
            yield problem(statement.start(), "more than one co_await in a statement")
        if "{" in operand:
            yield problem(statement.start(), "braces in the operand of co_await: name it first")
        elif CAPTURING_LAMBDA.search(operand):
            yield problem(statement.start(), "lambda in the operand of co_await: name it first")


def main():
    order = folder_order()
    links = {folder: declared_links(folder, order) for folder in order}
    problems = list(check_links(order, links))
    for path in sorted([*SRC.rglob("*.h"), *SRC.rglob("*.cc")]):
        parts = path.relative_to(SRC).parts
        allowed = closure(parts[0], links) if len(parts) > 1 else None
        problems += check_file(path, allowed)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
