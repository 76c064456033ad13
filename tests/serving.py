"""`publisher serve` as a process of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path


class Server:
    """`publisher serve`, which can be stopped, and started again at the same address."""

    def __init__(self, library: Path) -> None:
        self._library, self._port = library, "0"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "publisher", "serve", str(self._library), "--port", self._port]
        self._running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._running.stdout is not None
        found = re.match(r"(http://127\.0\.0\.1:(\d+)/)", self._running.stdout.readline())
        assert found is not None
        self.root, self._port = f"{found[1]}data/", found[2]

    def stop(self) -> None:
        self._running.send_signal(signal.SIGINT)
        self._running.communicate(timeout=20)
