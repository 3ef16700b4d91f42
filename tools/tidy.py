#!/usr/bin/env python3
"""Runs clang-tidy over our sources in parallel, and only over what changed since it last passed.

A source is unchanged when its compile command, the .clang-tidy files and the contents of all
project files that it includes are. Precompiled headers are left out: checking all that they contain
takes longer than parsing what a source includes, and shows what it forgot to include.
Usage: tools/tidy.py BUILD_DIRECTORY [--jobs N]
"""
import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ("src", "tests", "fuzz", "bench")
CHECKS = [ROOT / ".clang-tidy", ROOT / "tests/.clang-tidy"]
PRECOMPILED = re.compile(r" -Winvalid-pch( -Xclang -include(-pch)? -Xclang \S+)+")
INCLUDE = re.compile(rb'^\s*#include "([^"]+)"', re.M)


class Fingerprints:
    """Of a file together with everything of ours that it includes."""

    def __init__(self):
        self.reached = {}

    def files_of(self, path):
        if path not in self.reached:
            self.reached[path] = {path}  # ends cycles
            for name in INCLUDE.findall(path.read_bytes()):
                for base in (ROOT / "src", ROOT / "tests", path.parent):
                    header = (base / name.decode()).resolve()
                    if header.is_file():
                        self.reached[path] |= self.files_of(header)
                        break
        return self.reached[path]

    def of(self, path, command):
        digest = hashlib.sha256(command.encode())
        for file in sorted(self.files_of(path)) + CHECKS:
            digest.update(file.read_bytes())
        return digest.hexdigest()


def our_commands(database):
    """The entries of a compilation database that are ours, without precompiled headers."""
    entries = {}
    for entry in json.loads(database.read_text()):
        path = pathlib.Path(entry["file"])
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS:
            entries[path] = entry | {"command": PRECOMPILED.sub("", entry["command"])}
    return entries


def tidy(path, build):
    result = subprocess.run(
        ["clang-tidy-19", "--quiet", "-p", build, path], capture_output=True, text=True)
    return result.returncode == 0, result.stdout or result.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()

    work = arguments.build / "tidy"
    work.mkdir(exist_ok=True)
    commands = our_commands(arguments.build / "compile_commands.json")
    (work / "compile_commands.json").write_text(json.dumps(list(commands.values())))

    stamp_file = work / "passed.json"
    passed = set(json.loads(stamp_file.read_text())) if stamp_file.exists() else set()
    fingerprints = Fingerprints()
    everything = {path: fingerprints.of(path, entry["command"])
                  for path, entry in commands.items()}
    todo = [path for path, fingerprint in everything.items() if fingerprint not in passed]
    still_valid = {fingerprint for fingerprint in everything.values() if fingerprint in passed}

    failures = 0
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
