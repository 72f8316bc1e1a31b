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

    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([binary, "mcp"], env=environment, preexec_fn=close, **streams)


@pytest.mark.parametrize("closed", [(0, 1, 2), (0, 1), (0, 2), (0,)])
def test_without_input_it_ends_by_itself(binary, environment, closed):
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        server = started(binary, environment, *closed)
        assert server.wait(5) == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
        server.stdin.close()


@pytest.mark.parametrize("closed", [(1, 2), (1,), (2,)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_without_output_a_signal_ends_it(binary, environment, closed, number):
    server = started(binary, environment, *closed)
    server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    server.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(0.2)
    server.send_signal(number)
    assert server.wait(5) == 0
    server.stdin.close()
