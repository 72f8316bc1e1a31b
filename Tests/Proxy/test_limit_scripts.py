"""The scripts that keep limits in Redis, against a model with whole numbers, on a real server.

Where whole sequences are compared, the clock is one that the test turns, and nothing else is replaced. The other tests run
the scripts as they are.
"""
import os
import pathlib
import random
import socket
import subprocess
import time

import pytest

from projects import free_port, until

SCRIPTS = pathlib.Path(__file__).resolve().parents[1] / "SharedLimitsTests" / "Scripts"
UNIT = 60_000_000
SEQUENCES = 400_000 if os.environ.get("SECURELLM_PROOF") else 20_000


class Redis:
    """A server without files, and one connection to it."""

    def __init__(self, folder):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
            stdout=subprocess.DEVNULL)
        until(self.connect, 10, "redis-server does not listen")

    def connect(self):
        try:
            self.socket = socket.create_connection(("127.0.0.1", self.port))
        except OSError:
            return False
        self.file = self.socket.makefile("rb")
        return True

    def send(self, *commands):
        text = b""
        for command in commands:
            words = [str(word).encode() for word in command]
            text += b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)
        self.socket.sendall(text)
        return [self.reply() for _ in commands]

    def reply(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise ValueError(rest.decode())
        if kind == b"*":
            return [self.reply() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        return int(rest) if kind == b":" else rest

    def stop(self):
        self.socket.close()
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


def script(name):
    return (SCRIPTS / f"{name}.lua").read_text()


def run(redis, name, keys, *arguments):
    return redis.send(["EVAL", script(name), len(keys), *keys, *arguments])[0]


def run_at(redis, now, name, keys, *arguments):
    """With the clock at `now`, in microseconds. Nothing is forgotten meanwhile: that follows the server's own clock."""
    text = script(name)
    for mine, theirs in [("redis.call('MGET', 'clock:s', 'clock:us')", "redis.call('TIME')"),
                         ("tostring(", "redis.call('PEXPIRE', key, ")]:
        assert text.count(theirs) == 1
        text = text.replace(theirs, mine)
    return redis.send(["MSET", "clock:s", now // 1_000_000, "clock:us", now % 1_000_000],
                      ["EVAL", text, len(keys), *keys, *arguments])[1]


def set_back(redis, key, microseconds):
    """As if that much time had passed."""
    redis.send(["HSET", key, "t", int(redis.send(["HGET", key, "t"])[0]) - microseconds])


class Bucket:
    """What a bucket must be: whole numbers without a bound."""

    def __init__(self, rate, burst):
        self.rate, self.full = rate, burst * UNIT
        self.burst, self.level, self.time = burst, self.full, None

    def at(self, now):
        """A clock that goes back gives nothing, and counts from there."""
        if self.time is not None:
            self.level = min(self.full, self.level + max(0, now - self.time) * self.rate)
        self.time = now

    def settle(self, given):
        if given >= 0:
            self.level = min(self.full, self.level + given * UNIT)
        else:
            floor = -min(1440 * self.rate, 150_000_000) * UNIT
            self.level = max(self.level + given * UNIT, min(self.level, floor))


def test_take_and_give_are_exact(redis):
    """Random rates, bursts, needs, debts and pauses; two buckets at once, all or nothing."""
    rng = random.Random(20261130)
    now = 1_800_000_000_123_456
    for round in range(SEQUENCES // 40):
        buckets = [Bucket(rng.choice([1, 7, 60, 600, 6_000, 10 ** 6, 10 ** 9]),
                          rng.choice([1, 3, 10, 1_000, 150_000_000])) for _ in range(rng.choice([1, 2]))]
        keys = [f"slm:{{k:{round}}}:{name}" for name in "rt"][:len(buckets)]
        share = rng.choice([2, 6, 10])
        for _ in range(40):
            now += rng.choice([0, 0, 1, 1_000, 10 ** 6, rng.randrange(10 ** 8), -rng.randrange(1_000)])
            demands = []
            for bucket in buckets:
                need = rng.choice([0, 1, 1, rng.randint(0, bucket.burst), bucket.burst])
                extra = rng.choice([0, 0, rng.randint(0, bucket.burst)])
                given = rng.choice([0, 0, 0, rng.randint(-2 * bucket.burst, bucket.burst)])
                demands.append((need, extra, rng.choice([0, 1, 5]), given))
            if rng.random() < 0.2:
                arguments = [word for (_, _, _, given), bucket in zip(demands, buckets)
                             for word in (given, bucket.rate, bucket.burst)]
                run_at(redis, now, "give", keys, *arguments)
                for bucket, demand in zip(buckets, demands):
                    bucket.at(now)
                    bucket.settle(demand[3])
            else:
                arguments = [word for demand, bucket in zip(demands, buckets)
                             for word in (*demand, bucket.rate, bucket.burst)]
                reply = run_at(redis, now, "take", keys, share, *arguments)
                before = [(bucket.level, bucket.time) for bucket in buckets]
                for bucket, demand in zip(buckets, demands):
                    bucket.at(now)
                    bucket.settle(demand[3])
                fits = all(bucket.level >= demand[0] * UNIT for bucket, demand in zip(buckets, demands))
                assert reply[0] == fits
                for index, (bucket, (need, extra, stocked, _)) in enumerate(zip(buckets, demands)):
                    missing = need * UNIT - bucket.level
                    assert reply[index * 3 + 3] == max(0, -(-missing // bucket.rate))
                    granted = 0
                    if fits:
                        bucket.level -= need * UNIT
                        granted = max(0, min(extra, bucket.level // UNIT // share - stocked))
                        bucket.level -= granted * UNIT
                    assert reply[index * 3 + 1] == granted
                    assert reply[index * 3 + 2] == (bucket.full - bucket.level) // bucket.rate
                    if not fits and demands[index][3] == 0:
                        # Nothing is written: should the clock go back, its time counts from before.
                        bucket.level, bucket.time = before[index]
        redis.send(["DEL", *keys])


def test_a_full_bucket_is_forgotten(redis):
    for rate, burst, need in [(600, 10, 1), (60_000, 100, 100)]:
        key = f"slm:{{k:forgotten{rate}}}:r"
        assert run(redis, "take", [key], 2, need, 0, 0, 0, rate, burst)[0] == 1
        lasts = need * 60_000 / rate
        assert lasts - 20 <= redis.send(["PTTL", key])[0] <= lasts + 2
        time.sleep(lasts / 1000 + 0.02)
        assert redis.send(["EXISTS", key]) == [0]


def test_what_is_refused_writes_nothing(redis):
    key = "slm:{k:refused}:r"
    run(redis, "take", [key], 2, 10, 0, 0, 0, 60, 10)
    before = redis.send(["HGETALL", key])[0]
    assert run(redis, "take", [key], 2, 5, 0, 0, 0, 60, 10)[0] == 0
    assert redis.send(["HGETALL", key])[0] == before


def test_a_clock_that_goes_back_gives_nothing(redis):
    """A replica whose clock is behind takes over."""
    key = "slm:{k:back}:r"
    run(redis, "take", [key], 2, 10, 0, 0, 0, 60, 10)
    set_back(redis, key, -3_600_000_000)
    assert run(redis, "take", [key], 2, 1, 0, 0, 0, 60, 10)[0] == 0
    assert run(redis, "take", [key], 2, 0, 0, 0, 0, 60, 10)[0] == 1
    # From here on the new clock counts.
    set_back(redis, key, 2_000_000)
    assert run(redis, "take", [key], 2, 2, 0, 0, 0, 60, 10)[0] == 1


class Leases:
    """What holders have, each by its last command."""

    def __init__(self, limit):
        self.limit, self.held = limit, {}

    def enter(self, holder, number, want, used):
        if holder in self.held and number <= self.held[holder][1]:
            return self.held[holder][0]
        others = sum(count for name, (count, _) in self.held.items() if name != holder)
        granted = max(used, min(want, self.limit - others))
        self.held[holder] = (granted, number)
        return granted


def test_leases(redis):
    rng = random.Random(7)
    for round in range(SEQUENCES // 100):
        model, key, number = Leases(rng.choice([1, 5, 20])), f"slm:{{p:{round}}}:c", 1_000
        for _ in range(50):
            holder, want = rng.choice("abc"), rng.randint(0, 8)
            # A command may come behind a later one.
            number += rng.choice([1, 1, 1, -2])
            has = model.held.get(holder, (0, 0))[0]
            used = rng.randint(0, min(want, has))
            reply = run(redis, "enter", [key], holder, number, want, used, model.limit, 60_000)
            assert reply == model.enter(holder, number, want, used)
            assert sum(count for count, _ in model.held.values()) <= model.limit
        redis.send(["DEL", key])


def test_leases_of_the_dead_are_free(redis):
    key = "slm:{p:dead}:c"
    assert run(redis, "enter", [key], "a", 1, 3, 0, 4, 100) == 3
    assert run(redis, "enter", [key], "b", 1, 3, 0, 4, 5_000) == 1
    time.sleep(0.12)
    assert run(redis, "enter", [key], "b", 2, 4, 0, 4, 5_000) == 4


def test_instances_are_counted(redis):
    assert run(redis, "beat", ["slm:m"], "a", 5) == 1
    assert run(redis, "beat", ["slm:m"], "b", 5) == 2
    assert run(redis, "beat", ["slm:m"], "a", 5) == 2
    time.sleep(0.3)
    assert run(redis, "beat", ["slm:m"], "b", 0.2) == 1
    redis.send(["DEL", "slm:m"])
