"""What systemd does for a unit of Type=notify with a socket, for gateway_deploys.test.ts.

Opens the sockets and runs the program. What the program tells, and how it ends, goes to standard
output, a line each; a line on standard input is the name of a signal for it, or "start".
"""

import os
import signal
import socket
import subprocess
import sys
import threading

FIRST = 3  # SD_LISTEN_FDS_START

listening = socket.create_server(("127.0.0.1", 0))
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notify.bind(f"\0service-manager-{os.getpid()}")


def say(text):
    print(text, flush=True)


def hear():
    while True:
        say(notify.recv(4096).decode().replace("\n", " "))


def start():
    return subprocess.Popen(
        ["/bin/sh", "-c", f'LISTEN_PID=$$ exec "$0" "$@" {FIRST}<&{listening.fileno()}', *sys.argv[1:]],
        pass_fds=[listening.fileno()],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"LISTEN_FDS": "1", "NOTIFY_SOCKET": f"@service-manager-{os.getpid()}"})


threading.Thread(target=hear, daemon=True).start()
say(f"listening on http://127.0.0.1:{listening.getsockname()[1]}")
child = start()
for line in sys.stdin:
    if line.strip() == "start":
        child = start()
        continue
    child.send_signal(signal.Signals[line.strip()])
    if line.strip() != "SIGHUP":
        say(f"ended {child.wait()}")
