"""The command line as a program, for the tests that look at what it prints and how it ends.

Each run is a process of its own, forked from one that has imported govcorpus: `clean` takes 0.5 s of the processor so and 0.9
where it is imported anew, and there are 150 runs. What depends on how a program starts is tested by `python -m govcorpus` itself.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import IO, NamedTuple


class Server(NamedTuple):
    """The process that the runs are forked from, where to ask it and where it answers; it ends when this one does."""

    process: subprocess.Popen[bytes]
    requests: socket.socket
    answers: IO[bytes]


@cache
def server() -> Server:
    """Start the server, at the first run."""
    here, there = socket.socketpair()
    # threads of numpy would not be there after a fork
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, __file__, str(there.fileno())], pass_fds=[there.fileno()], env=environment)
    there.close()
    return Server(process, here, here.makefile("rb"))


def run(*args: object, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run govcorpus with these arguments, this standard input and these variables."""
    words = list(map(str, args))
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("in", "out", "err")]
        streams[0].write_bytes(data)
        asked = {"words": words, "streams": list(map(str, streams)), "folder": str(Path.cwd()), "environment": environment}
        server().requests.sendall(json.dumps(asked).encode() + b"\n")
        code = int(server().answers.readline())
        return subprocess.CompletedProcess(words, code, streams[1].read_bytes(), streams[2].read_bytes())


def mistake(*args: object) -> str:
    """Run what must fail with a message, and return it."""
    done = run(*args)
    assert done.returncode == 1
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text


def serve(requests: socket.socket) -> None:
    """Fork for each request, become the command line in the child, and answer how it ended."""
    with requests, requests.makefile("rb") as lines:
        for line in lines:
            asked = json.loads(line)
            child = os.fork()
            if not child:
                become(**asked)
                return
            _, status = os.waitpid(child, 0)
            requests.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(words: list[str], streams: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run the command line on files in the place of the standard streams."""
    os.environ.update(environment)
    os.chdir(folder)
    for number, name in enumerate(streams):
        opened = os.open(name, os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["govcorpus", *words]
    main()


if __name__ == "__main__":
    import govcorpus.engine
    import govcorpus.pipeline  # noqa: F401  what the commands import
    from govcorpus.cli import main

    serve(socket.socket(fileno=int(sys.argv[1])))
