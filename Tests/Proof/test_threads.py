"""The queue of the audit under the thread sanitizer, as optimized code: debug builds show neither what the optimizer may
make of a race nor the race itself."""
import os
import shutil
import subprocess

import pytest

from paths import ROOT

RUNTIME = ROOT / "Sources" / "Runtime"
RING = RUNTIME / "AuditLog" / "CBoundary"
FLAGS = ["-O", "-wmo", "-enforce-exclusivity=unchecked", "-sanitize=thread", "-swift-version", "5", "-package-name", "ring"]
DRIVER = ROOT / "Tests" / "Proof" / "Threads" / "main.swift"


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    if not shutil.which("swiftc"):
        pytest.skip("swiftc is not installed")
    folder = tmp_path_factory.mktemp("threads")
    program, system = folder / "ring", folder / "System.o"
    subprocess.run(
        ["swiftc", *FLAGS, "-parse-as-library", "-module-name", "System", "-emit-module", "-emit-module-path",
         str(folder / "System.swiftmodule"), "-c", "-o", str(system),
         *map(str, sorted((RUNTIME / "System").rglob("*.swift")))], check=True)
    sources = [RING / name for name in ("RecordRing.swift", "RecordText.swift", "SystemDevice.swift", "WriterThread.swift")]
    subprocess.run(
        ["swiftc", *FLAGS, "-I", str(RING / "CRecordRing"), "-I", str(folder), "-o", str(program), *map(str, sources),
         str(DRIVER), str(system)], check=True)
    return program


@pytest.mark.parametrize("records", [1, 1000, 20_000])
def test_no_thread_sees_half_of_what_another_writes(driver, tmp_path, records):
    environment = {**os.environ, "TSAN_OPTIONS": f"suppressions={DRIVER.parent / 'suppressions.txt'}"}
    run = subprocess.run(
        [driver, tmp_path / "ring", str(records)], capture_output=True, text=True, timeout=300, env=environment)
    if "unexpected memory mapping" in run.stderr:
        pytest.skip("the thread sanitizer does not run on this kernel")
    assert run.returncode == 0 and "data race" not in run.stderr, run.stderr
