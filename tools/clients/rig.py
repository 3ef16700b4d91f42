"""What every client is driven with: its package from npm, a gateway that plays a script, and a home of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from script import turns_of

PATIENCE = 120  # seconds for one run of a program; each takes a few
# Whatever a program would say to anybody but the gateway ends at a port where nobody listens.
NOWHERE = "http://127.0.0.1:9"
KEY = "any-key"  # the demo takes any


class Failure(Exception):
    """Something that the client should have done and has not."""


class Skipped(Exception):
    """The client cannot be had here."""


def reason_of(npm_errors):
    """The first line of npm's that is words."""
    said = [line for line in npm_errors.splitlines() if not line.startswith("npm error code ")]
    return said[0] if said else "it does not say why"


class Package(NamedTuple):
    name: str
    version: str
    program: str  # where it is among the installed packages; the last of several

    def install(self, cache):
        """The program, fetched on first use. Nothing that a package would run while it is installed is run."""
        folder = self._folder(cache)
        if not self._programs(folder):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "package.json").write_text('{"private": true}')
            npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            done = subprocess.run([*npm, f"{self.name}@{self.version}"], cwd=folder, capture_output=True, text=True)
            if done.returncode != 0:
                raise Skipped(f"npm could not install it: {reason_of(done.stderr)}")
        programs = self._programs(folder)
        if not programs:
            raise Skipped(f"{self.name} has no program for this machine")
        return programs[-1]

    def installed(self, cache):
        """The version that is there; "latest" is one, too."""
        return json.loads((self._folder(cache) / "node_modules" / self.name / "package.json").read_text())["version"]

    def _folder(self, cache):
        return cache / f"{self.name.strip('@').replace('/', '-')}-{self.version}"

    def _programs(self, folder):
        return sorted((folder / "node_modules").glob(self.program))


class Stage:
    """One conversation: a home and a project for the program, and the gateway once it serves. What is printed, and the
    script, stays in the folder `logs`."""

    def __init__(self, gateway, logs):
        shutil.rmtree(logs, ignore_errors=True)
        logs.mkdir(parents=True)
        self.logs = logs
        self.url = None
        self._gateway, self._serving, self._script = gateway, None, []
        self._folder = Path(tempfile.mkdtemp(prefix="gateway-client-"))
        self.home = self._folder / "home"
        self.project = self._folder / "project"
        self.home.mkdir()
        self.project.mkdir()
        self.note = self.project / "note.txt"
        self.note.write_text("before\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        self._end_leftovers()
        shutil.rmtree(self._folder, ignore_errors=True)

    def serve(self, script, config=""):
        """Starts the gateway, which plays the script; `config` is TOML."""
        self._script = script
        (self.logs / "script.json").write_text(json.dumps(script, indent=1))
        (self.logs / "gateway.toml").write_text(config or "# all defaults\n")
        command = [self._gateway, "--demo", "--demo-script", self.logs / "script.json", "--config",
                   self.logs / "gateway.toml", "--listen", "127.0.0.1:0"]
        with open(self.logs / "gateway.log", "w") as log:
            self._serving = subprocess.Popen([str(word) for word in command], env={"HOME": str(self.home)},
                                             stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.url = self._listening()

    def stop(self):
        """Ends the gateway; only then its log is whole."""
        if self._serving and self._serving.poll() is None:
            self._serving.terminate()
            self._serving.wait()

    def run(self, name, *command, **variables):
        """What the program has printed. Fails unless it ends well, in time."""
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "NO_COLOR": "1", "HTTP_PROXY": NOWHERE,
                       "HTTPS_PROXY": NOWHERE, "NO_PROXY": "127.0.0.1,localhost", **variables}
        with open(self.logs / f"{name}.out", "w") as out, open(self.logs / f"{name}.err", "w") as err:
            child = subprocess.Popen([str(word) for word in command], cwd=self.project, env=environment,
                                     stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
            try:
                status = child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                raise Failure(f"{name}: it has not ended after {PATIENCE} s") from None
        if status != 0:
            raise Failure(f"{name}: it has ended with status {status}")
        return (self.logs / f"{name}.out").read_text()

    def expect(self, condition, otherwise):
        if not condition:
            raise Failure(otherwise)

    def expect_turns(self, path, besides=0, refused=0):
        """Each turn of the script was asked for, nothing came twice, and only so many failed. Ends the gateway."""
        self.stop()
        posts = [line for line in self.requests() if line["method"] == "POST" and line["path"] == path]
        failed = [line for line in posts if line["status"] != 200 or line["outcome"] != "ok"]
        self.expect(len(failed) == refused, f"{len(failed)} requests have failed")
        wanted = turns_of(self._script) + besides
        self.expect(len(posts) == wanted, f"{len(posts)} POSTs instead of {wanted}")

    def requests(self):
        """The gateway's access log."""
        lines = (line for line in self._log().splitlines() if line.startswith("{"))
        return [entry for entry in map(json.loads, lines) if "path" in entry]

    def _log(self):
        return (self.logs / "gateway.log").read_text()

    def _listening(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._serving.poll() is None:
            if found := re.search(r"listening on (http://[\d.:]+)", self._log()):
                return found.group(1)
            time.sleep(0.01)
        raise Failure("the gateway does not listen")

    def _end_leftovers(self):
        """Daemons that a program has left behind: whatever lives in this home."""
        mine = f"HOME={self.home}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mine in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                pass  # somebody else's, or gone
