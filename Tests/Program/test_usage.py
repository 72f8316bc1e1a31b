"""`securellm usage` says what the audit's files add up to, at any moment."""
import concurrent.futures
import json
import threading

import audit_records
import pytest


@pytest.fixture
def usage(run, tmp_path):
    def usage(*words):
        done = run(["usage", "--audit", str(tmp_path / "audit"), "--json", *words])
        assert done.returncode == 0 and done.stderr == "", done.stderr
        return json.loads(done.stdout)

    return usage


def the_same(total, sums):
    return {name: total[name] for name in sums} == sums


def test_says_what_was_written(usage, tmp_path):
    sums = audit_records.write(tmp_path / "audit", 20_001, days=9)
    assert sums["unknown_cost_requests"] > 100 and sums["refused"] > 0 and sums["partial_requests"] > 100
    for words in ([], ["--by", "day,key,model,provider,operation"], ["--rebuild"], ["--by", "model"]):
        report = usage(*words)
        assert the_same(report["total"], sums)
        added = {name: sum(row[name] for row in report["rows"]) for name in sums}
        assert added == sums
    first, last = audit_records.LAST_DAY, audit_records.LAST_DAY.replace(day=21)
    days = [row["day"] for row in usage("--by", "day")["rows"]]
    assert days == [str(first.replace(day=day)) for day in range(21, 30)]
    parts = [usage("--until", "2026-11-24"), usage("--since", "2026-11-25")]
    assert sum(part["total"]["cost_nano_usd"] for part in parts) == sums["cost_nano_usd"]
    assert usage("--since", str(first), "--until", str(first))["total"] == usage("--since", str(first))["total"]
    assert usage("--until", str(last), "--by", "key")["total"]["requests"] > 0


def test_is_right_while_files_are_written(usage, tmp_path):
    """Each run sees a whole number of records, never fewer than one before it, and in the end all."""
    audit_records.write(tmp_path / "source", 20_000, days=2)
    audit = tmp_path / "audit"
    audit.mkdir()
    texts = {path.name: path.read_bytes() for path in sorted((tmp_path / "source").iterdir())}

    def write():
        for name, text in texts.items():
            with open(audit / name, "wb", buffering=0) as file:
                for start in range(0, len(text), 50_021):
                    file.write(text[start:start + 50_021])

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    with concurrent.futures.ThreadPoolExecutor(4) as several:
        while writer.is_alive():
            seen.append(min(report["total"]["requests"] for report in several.map(lambda _: usage(), range(4))))
    writer.join()
    assert seen == sorted(seen)
    report = usage()
    assert report["total"]["requests"] == 10_000 and report["unreadable_lines"] == 0
    assert usage("--rebuild") == report
