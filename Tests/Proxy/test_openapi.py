"""GET /openapi.json against the real responses: schemathesis makes requests of the document, valid ones and others,
and every response must be one that the document describes; none may be an error of the server."""
import json
import os
import pathlib
import subprocess
import sys

import pytest

from conftest import key_in_force

# Of each operation, on top of what the document's coverage phase makes; the same ones every time. Enough for a proof
# when SECURELLM_PROOF is set.
EXAMPLES = 200 if os.environ.get("SECURELLM_PROOF") else 20

SETTINGS = """
seed = 1
workers = 1
continue-on-failure = true
suppress-health-check = ["all"]
request-timeout = 20
warnings = false
headers = {headers}

[generation]
max-examples = {examples}
database = "none"
no-shrink = true

[phases.coverage]
# Methods that HTTP knows get 405. What it does not know gets 501, which is its own meaning and no error.
unexpected-methods = ["DELETE", "PUT", "PATCH", "TRACE", "OPTIONS"]

[phases.stateful]
enabled = false

[checks]
# Programs may refuse valid arguments: a path that is not there.
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]

# Control characters are refused in some texts; the schemas do not say in which.
[[operations]]
include-path-regex = "^/v1/tools/(create_session|save_knowledge)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400, 404, 409, 422]

# And in every path, as are dot segments and targets over 8 KiB.
[[operations]]
include-path-regex = "^/(v1/models|pass)/"
checks.positive_data_acceptance.expected-statuses = ["2xx", 400, 404, 414]
checks.negative_data_rejection.expected-statuses = ["4xx", "5xx"]

# Its form passes unread.
[[operations]]
include-path-regex = "^/v1/files$"
checks.negative_data_rejection.expected-statuses = ["2xx", "4xx"]
"""


def one_provider_of_each_format(mock):
    """Any name of a model leads to the one of the route's API format, and bodies must be what the document says."""
    entry = {"baseURL": mock.url + "/v1", "key": {"env": "PROVIDER_KEY"}, "validation": "strict"}
    return {"providers": {"first": {"apiFormat": "openai", **entry}, "second": {"apiFormat": "anthropic", **entry}}}


def schemathesis(proxy, *options, headers=None):
    """Runs it with a fixed seed and number of cases, and fails with what it found. Gives its report."""
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    if not program.exists():
        pytest.skip("schemathesis is not installed; it is in Tests/Clients/requirements.txt")
    subprocess.run(["git", "init", "-q", proxy.folder], check=True)
    pairs = ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in (headers or {}).items())
    (proxy.folder / "schemathesis.toml").write_text(SETTINGS.format(examples=EXAMPLES, headers="{" + pairs + "}"))
    file = proxy.folder / "report.json"
    run = subprocess.run(
        [program, "run", proxy.url + "/openapi.json", "--no-color", "--report-json-path", file, *options],
        cwd=proxy.folder, capture_output=True, text=True, timeout=60 * EXAMPLES,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(proxy.folder / "hypothesis")})
    assert file.exists(), run.stdout[-5000:] + run.stderr[-5000:]
    report = json.loads(file.read_text())
    assert report["failures"] == [], run.stdout[-60_000:]
    # hypothesis prints what it generates from, for which Python 3.11 now and then is not deep enough: no error of ours.
    errors = [error for error in report["errors"] if "AST constructor recursion depth mismatch" not in run.stdout]
    assert errors == [], run.stdout[-60_000:]
    return report


def test_every_response_is_described(make_proxy, mock):
    proxy = make_proxy(one_provider_of_each_format(mock))
    # Programs of nix may be missing, and what they are given may take minutes: Tests/NativeToolsTests has them.
    report = schemathesis(proxy, "--exclude-path-regex", "^/v1/tools/nix_")
    assert report["operations"]["selected"] >= 18
    assert report["operations"]["tested"] == report["operations"]["selected"]
    assert report["test_cases"]["generated"] >= 500
    # Requests went through to the provider, and it was not the only one that responded.
    assert 50 < mock.stats()["req"] < report["test_cases"]["generated"]
    assert proxy.process.poll() is None


def test_keys_are_asked_for_where_the_document_says_so(make_proxy, mock):
    configuration = {**one_provider_of_each_format(mock), "clients": {"requireKey": "always"}}
    proxy = make_proxy(configuration, environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    authorization = {"Authorization": f"Bearer {key_in_force(proxy)}"}
    assert proxy.request("/openapi.json")[0] == 401
    # `ignored_auth` sends each request again without the key, and with another one.
    report = schemathesis(
        proxy, "--include-path-regex", "^/(v1/models|v1/embeddings|v1/tools/server_status|metrics|healthz|readyz)$",
        headers=authorization)
    assert report["operations"]["tested"] == 6
    assert report["test_cases"]["generated"] >= 60


def test_the_document_says_whether_keys_are_needed(make_proxy, mock):
    document = json.loads(make_proxy(one_provider_of_each_format(mock)).request("/openapi.json")[2])
    assert document["security"] == [{"bearer": []}, {"apiKey": []}, {"proxyKey": []}, {}]
    assert document["paths"]["/healthz"]["get"]["security"] == []
    for item in document["paths"].values():
        for operation in item.values():
            assert {"200", "400", "408", "503"} <= operation["responses"].keys()
            for response in operation["responses"].values():
                if name := response.get("$ref", "").removeprefix("#/components/responses/"):
                    assert name in document["components"]["responses"]
    keyed = make_proxy(
        {**one_provider_of_each_format(mock), "clients": {"requireKey": "always"}},
        environment={"SECURELLM_KEYS_DATABASE": "keys.sqlite"})
    authorization = {"Authorization": f"Bearer {key_in_force(keyed)}"}
    document = json.loads(keyed.request("/openapi.json", headers=authorization)[2])
    assert document["security"] == [{"bearer": []}, {"apiKey": []}, {"proxyKey": []}]


def test_a_method_that_is_not_taken(proxy):
    status, headers, _ = proxy.request("/v1/chat/completions")
    assert status == 405 and headers["Allow"] == "POST"
    status, headers, _ = proxy.request("/v1/models", {})
    assert status == 405 and headers["Allow"] == "GET"
