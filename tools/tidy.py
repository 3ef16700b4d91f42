#!/usr/bin/env python3
"""Runs clang-tidy over our sources in parallel, and only over what changed since it last passed.

What the compiler is given is what is checked: a bundle of sources of one folder (cmake/gw_targets.cmake),
whose common headers clang-tidy thus reads once. A bundle is unchanged when its compile command, its
.clang-tidy file and the contents of all project files that it includes are. Precompiled headers are left
out: checking all that they contain takes longer than parsing what a bundle includes.

misc-unused-using-decls looks only into the main file, which a bundle hides: names that a source brings
in and does not use are looked for here.
Usage: tools/tidy.py BUILD_DIRECTORY [--jobs N]
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

from check_dependencies import code_of, line_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ("src", "tests", "fuzz", "bench")
PRECOMPILED = re.compile(r" -Winvalid-pch( -include \S+| -Xclang \S+)+")
INCLUDE = re.compile(rb'^\s*#include "([^"]+)"', re.M)
USING = re.compile(r"^using [\w:]+::(\w+);$", re.M)


class Fingerprints:
    """Of a file together with everything of ours that it includes."""

    def __init__(self):
        self.reached = {}

    def files_of(self, path):
        if path not in self.reached:
            self.reached[path] = {path}  # ends cycles
            for name in INCLUDE.findall(path.read_bytes()):
                for base in (path.parent, ROOT / "src", ROOT / "tests"):
                    included = (base / name.decode()).resolve()
                    if included.is_file():
                        self.reached[path] |= self.files_of(included)
                        break
        return self.reached[path]

    def of(self, path, command):
        digest = hashlib.sha256(command.encode())
        for file in [*sorted(self.files_of(path)), checks_of(path)]:
            digest.update(file.read_bytes())
        return digest.hexdigest()


def folder_of(path, build):
    """src, tests, ...: whose sources a source or bundle holds; None when they are not ours."""
    for base in (build / "bundles", ROOT):
        if path.is_relative_to(base):
            folder = path.relative_to(base).parts[0]
            return folder if folder in OURS else None
    return None


def checks_of(path):
    return ROOT / ("tests/.clang-tidy" if "tests" in path.parts else ".clang-tidy")


def our_commands(build):
    """The entries of the compilation database that are ours, without precompiled headers."""
    entries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(os.path.normpath(entry["file"]))
        if folder_of(path, build):
            entries[path] = entry | {"command": PRECOMPILED.sub("", entry["command"])}
    return entries


def unused_names(path):
    code = code_of(path.read_text())
    for using in USING.finditer(code):
        if not re.search(rf"(?<![\w:]){using.group(1)}\b", code):
            yield f"{path.relative_to(ROOT)}:{line_of(code, using.start())}: unused: {using.group()}"


def tidy(path, database):
    result = subprocess.run(
        ["clang-tidy-19", "--quiet", "-p", database, f"--config-file={checks_of(path)}",
         r"--header-filter=/(src|tests|fuzz|bench)/.*\.(h|cc)$", path], capture_output=True, text=True)
    return result.returncode == 0, result.stdout or result.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    build = arguments.build.resolve()

    sources = [path for folder in OURS for path in sorted((ROOT / folder).rglob("*.cc"))]
    problems = [problem for path in sources for problem in unused_names(path)]
    print(*problems, sep="\n", end="\n" if problems else "", flush=True)

    work = build / "tidy"
    work.mkdir(exist_ok=True)
    commands = our_commands(build)
    (work / "compile_commands.json").write_text(json.dumps(list(commands.values())))

    stamp_file = work / "passed.json"
    passed = set(json.loads(stamp_file.read_text())) if stamp_file.exists() else set()
    fingerprints = Fingerprints()
    everything = {path: fingerprints.of(path, entry["command"])
                  for path, entry in commands.items()}
    todo = [path for path, fingerprint in everything.items() if fingerprint not in passed]
    still_valid = {fingerprint for fingerprint in everything.values() if fingerprint in passed}

    failures = len(problems)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        runs = {pool.submit(tidy, path, work): path for path in todo}
        for done, run in enumerate(concurrent.futures.as_completed(runs), 1):
            path = runs[run]
            clean, output = run.result()
            print(f"[{done}/{len(todo)}] {path.relative_to(ROOT)}", file=sys.stderr)
            if clean:
                still_valid.add(everything[path])
                stamp_file.write_text(json.dumps(sorted(still_valid)))  # an interrupt loses nothing
            else:
                failures += 1
                print(output, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
