"""Started without some of the standard streams: what is opened first must not be taken for the client."""
import os
import resource
import signal
import subprocess

import pytest


def started(binary, environment, *closed):
    def close():
        for descriptor in closed:
            os.close(descriptor)

    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    return subprocess.Popen([binary, "mcp"], env=environment, preexec_fn=close, **streams)


@pytest.mark.parametrize("closed", [(0, 1, 2), (0, 1), (0, 2), (0,), (1,), (1, 2)])
def test_without_a_client_it_ends_in_an_error(binary, environment, closed):
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        server = started(binary, environment, *closed)
        _, messages = server.communicate(timeout=5)
        assert server.returncode == 1
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
        expected = {(0,): b"standard input is closed", (1,): b"standard output is closed",
                (0, 1): b"standard input and output are closed"}.get(closed)
        assert expected in messages if expected else messages == b""


@pytest.mark.parametrize("closed", [(2,), ()])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_ends_it(binary, environment, closed, number):
    server = started(binary, environment, *closed)
    server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    server.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(0.2)
    server.send_signal(number)
    assert server.wait(5) == 0
    server.stdin.close()
    server.stderr.close()


@pytest.mark.parametrize("streams, closes", [
    ({"stdin": "/dev/null", "stdout": "/dev/null"}, False), ({"stdin": "/", "stdout": "/dev/null"}, False),
    ({"stdin": None, "stdout": "/dev/full"}, False), ({"stdin": "/dev/zero", "stdout": "/dev/null"}, True)])
def test_odd_streams_make_no_spin(binary, environment, streams, closes):
    """Nothing to read, a folder to read from, a full disk to write to; an endless line, of which no more is kept."""
    opened = {"stdin": os.open(streams["stdin"], os.O_RDONLY) if streams["stdin"] else subprocess.PIPE,
              "stdout": os.open(streams["stdout"], os.O_WRONLY)}
    server = subprocess.Popen([binary, "mcp"], env=environment, stderr=subprocess.DEVNULL, **opened)
    for descriptor in opened.values():
        if descriptor != subprocess.PIPE:
            os.close(descriptor)
    if server.stdin:
        server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        server.stdin.flush()
    if closes:
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(0.3)
        with open(f"/proc/{server.pid}/status") as status:
            assert next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) < 40_000
        server.terminate()
    assert server.wait(5) == 0
    if server.stdin:
        server.stdin.close()
