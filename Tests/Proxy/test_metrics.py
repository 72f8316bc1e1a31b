"""`GET /metrics` after traffic of all kinds: what it counts by model and key, that clients cannot make it grow, and that
every expression of Examples/monitoring finds what it asks for."""
import json
import pathlib
import shutil
import subprocess
import urllib.parse
import urllib.request

import prometheus
import pytest
from conftest import both_formats, chat, key_in_force, message
from projects import free_port, until
from provider import completion

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
MONITORING = CHECKOUT / "Examples" / "monitoring"
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "prompt_tokens_details": {"cached_tokens": 40}}
MODEL = "gpt-5-mini"


def respond(call):
    """By the name of the model."""
    name = call.model or ""
    if name.startswith("unknown"):
        return call.send(404, {"error": {"message": "no such model", "type": "invalid_request_error", "code": "model_not_found"}})
    if name.startswith("limited"):
        return call.send(429, {"error": {"message": "slow down", "code": "rate_limit_exceeded"}})
    if name.startswith("broken"):
        return call.send(500, {"error": {"message": "oops"}})
    if call.body.get("stream"):
        call.begin_stream()
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": name}
        call.event({**chunk, "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}]})
        call.event({**chunk, "choices": [], "usage": USAGE})
        call.event("[DONE]")
        return call.end_stream()
    if call.path.endswith("/embeddings"):
        return call.send(200, {
            "object": "list", "model": name, "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
            "usage": {"prompt_tokens": 7, "total_tokens": 7}})
    if call.path.endswith("/messages"):
        return call.send(200, {
            "id": "m", "type": "message", "role": "assistant", "model": name, "stop_reason": "end_turn",
            "content": [{"type": "text", "text": "Hi"}], "usage": {"input_tokens": 12, "output_tokens": 4}})
    call.send(200, {**completion(name), "usage": USAGE})


def scrape(proxy, headers=None):
    status, fields, body = proxy.request("/metrics", headers=headers)
    assert status == 200 and fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return body.decode()


def total(text, name, **labels):
    return sum(value for found, own, value in prometheus.samples(text)
               if found == name and all(own.get(label) == wanted for label, wanted in labels.items()))


def labels_of(text, name, label):
    return {own.get(label) for found, own, _ in prometheus.samples(text) if found == name}


@pytest.fixture
def busy(make_proxy, make_provider):
    """A proxy that has seen every kind of request, and the headers of whoever may read its metrics."""
    configuration = both_formats(make_provider(respond=respond), retries={"max": 1})
    proxy = make_proxy({**configuration, "clients": {"requireKey": "always", "keyFile": "keys.sqlite"}})
    scraper = {"Authorization": "Bearer " + key_in_force(proxy, "scraper", "--metrics")}
    one = {"Authorization": "Bearer " + key_in_force(proxy, "search")}
    other = {"Authorization": "Bearer " + key_in_force(proxy, "notes")}
    play(proxy, one, other)
    return proxy, scraper


def play(proxy, one, other):
    for key, count in ((one, 3), (other, 1)):
        for _ in range(count):
            assert proxy.request("/v1/chat/completions", chat(model=MODEL), key)[0] == 200
    assert proxy.request("/v1/chat/completions", chat(model=MODEL, stream=True), one)[0] == 200
    assert proxy.request("/v1/chat/completions", chat(model="openai/without-price"), other)[0] == 200
    assert proxy.request("/v1/embeddings", {"model": "text-embedding-3-small", "input": "a"}, one)[0] == 200
    assert proxy.request("/v1/messages", message(), one)[0] == 200
    for name, status in (("unknown", 404), ("limited", 429), ("broken", 500)):
        assert proxy.request("/v1/chat/completions", chat(model="openai/" + name), one)[0] == status
    assert proxy.request("/v1/chat/completions", chat(), {"Authorization": "Bearer sk-slm-wrong"})[0] == 401
    assert proxy.request("/v1/chat/completions", {"model": 1}, one)[0] == 400
    assert proxy.request("/v1/models", headers=one)[0] == 200
    proxy.closed(11)


def test_counts_by_model_and_key(busy):
    proxy, scraper = busy
    text = scrape(proxy, scraper)
    requests = {(own["gen_ai_request_model"], own["securellm_key"], own["outcome"]): value
                for name, own, value in prometheus.samples(text) if name == "securellm_requests_total"}
    assert requests[(MODEL, "search", "success")] == 4 and requests[(MODEL, "notes", "success")] == 1
    assert requests[("without-price", "notes", "success")] == 1
    assert sum(value for (model, key, outcome), value in requests.items() if model == "other") == 3
    assert total(text, "securellm_tokens_total", gen_ai_request_model=MODEL, securellm_key="search", gen_ai_token_type="input") == 400
    assert total(text, "securellm_tokens_total", gen_ai_request_model=MODEL, gen_ai_token_type="output") == 100
    # The same to the billionth as the audit.
    costs = sum(event.get("estimated_cost_nano_usd", 0) for event in proxy.closed(11))
    assert round(total(text, "securellm_cost_usd_total") * 1e9) == costs > 0
    assert total(text, "securellm_unknown_cost_requests_total") == 1
    assert total(text, "securellm_unknown_cost_requests_total", gen_ai_request_model="without-price", securellm_key="notes") == 1


def test_histograms_are_those_of_the_conventions(busy):
    proxy, scraper = busy
    text = scrape(proxy, scraper)
    usage, duration, chunk = (
        "gen_ai_client_token_usage", "gen_ai_client_operation_duration_seconds",
        "gen_ai_client_operation_time_to_first_chunk_seconds")
    types = prometheus.families(text)
    assert {types[name] for name in (usage, duration, chunk)} == {"histogram"}
    bounds = [float(own["le"]) for name, own, _ in prometheus.samples(text)
              if name == usage + "_bucket" and own["gen_ai_request_model"] == MODEL and own["gen_ai_token_type"] == "input"]
    assert bounds == [4.0 ** power for power in range(14)] + [float("inf")]
    bounds = [float(own["le"]) for name, own, _ in prometheus.samples(text)
              if name == duration + "_bucket" and own["gen_ai_request_model"] == MODEL]
    assert bounds == pytest.approx([0.01 * 2 ** power for power in range(14)] + [float("inf")])
    of_model = {"gen_ai_operation_name": "chat", "gen_ai_provider_name": "openai", "gen_ai_request_model": MODEL}
    assert total(text, usage + "_sum", **of_model, gen_ai_token_type="input") == 500
    assert total(text, usage + "_bucket", **of_model, gen_ai_token_type="input", le="64.0") == 0
    assert total(text, usage + "_bucket", **of_model, gen_ai_token_type="input", le="256.0") == 5
    assert total(text, duration + "_count", **of_model) == 5
    assert total(text, chunk + "_count", **of_model) == 1, "streams only"
    assert labels_of(text, duration + "_count", "gen_ai_operation_name") == {"chat", "embeddings"}
    codes = labels_of(text, duration + "_count", "error_type")
    assert {None, "invalid_request_error", "rate_limit_exceeded"} <= codes


def test_every_family_of_the_documentation_is_there(busy):
    proxy, scraper = busy
    text = scrape(proxy, scraper)
    rows = [line.split(" | ") for line in (CHECKOUT / "docs" / "metrics.md").read_text().splitlines() if line.startswith("| `")]
    # What concerns TLS, what instances share, routes and several keys, and the cache is there only where there is such a thing
    # (test_listener_tls.py, test_state.py, test_shared_limits.py, test_routes.py, test_provider_keys.py, test_cache.py).
    elsewhere = ("securellm_tls_", "securellm_state_", "securellm_shared_limit_", "securellm_fallbacks_total",
                 "securellm_provider_key_refused", "securellm_cache_")
    documented = {row[0].strip("| `"): row[1] for row in rows
                  if row[1] in ("counter", "gauge", "histogram") and not any(name in row[0] for name in elsewhere)}
    assert prometheus.families(text) == documented
    helps = [line.split(" ")[2] for line in text.splitlines() if line.startswith("# HELP ")]
    assert helps == list(documented)


def test_a_client_cannot_make_series_without_end(make_proxy, make_provider):
    provider = make_provider(respond=respond)
    proxy = make_proxy({**both_formats(provider, retries={"max": 0}), "metrics": {"maxModels": 2}})
    for number in range(20):
        assert proxy.request("/v1/chat/completions", chat(model=f"openai/unknown-{number}"))[0] == 404
    for number in range(5):
        assert proxy.request("/v1/chat/completions", chat(model=f"openai/model-{number}"))[0] == 200
    proxy.closed(25)
    text = scrape(proxy)
    assert labels_of(text, "securellm_requests_total", "gen_ai_request_model") == {"model-0", "model-1", "other"}
    assert total(text, "securellm_requests_total", gen_ai_request_model="other") == 23
    assert labels_of(text, "securellm_requests_total", "securellm_key") == {"none"}


def test_keys_beyond_the_limit_are_other(make_proxy, make_provider):
    proxy = make_proxy({**both_formats(make_provider(respond=respond)), "metrics": {"maxKeys": 1},
                        "clients": {"keyFile": "keys.sqlite"}})
    keys = [key_in_force(proxy, name) for name in ("one", "two", "three")]
    for key in keys:
        assert proxy.request("/v1/chat/completions", chat(model=MODEL), {"Authorization": "Bearer " + key})[0] == 200
    proxy.closed(3)
    text = scrape(proxy)
    assert labels_of(text, "securellm_requests_total", "securellm_key") == {"one", "other"}
    assert total(text, "securellm_requests_total", securellm_key="other") == 2


def test_labels_are_escaped(make_proxy, make_provider):
    """A quote with a mark on it is one character, and still a quote."""
    odd = 'a"b\\c"\u0301 {d="e"}\u00e9'
    proxy = make_proxy(both_formats(make_provider(respond=respond)))
    assert proxy.request("/v1/chat/completions", chat(model="openai/" + odd))[0] == 200
    proxy.closed(1)
    assert odd in labels_of(scrape(proxy), "securellm_requests_total", "gen_ai_request_model")


# What operators put on top of it.


def promtool():
    return shutil.which("promtool") or pytest.skip("promtool is not installed (Debian: prometheus)")


def test_promtool_finds_nothing_wrong(busy):
    proxy, scraper = busy
    checked = subprocess.run([promtool(), "check", "metrics"], input=scrape(proxy, scraper), capture_output=True, text=True)
    assert checked.returncode == 0 and not checked.stderr, checked.stderr
    checked = subprocess.run([promtool(), "check", "rules", MONITORING / "rules.yaml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    checked = subprocess.run([promtool(), "check", "config", MONITORING / "prometheus.yaml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def panels():
    """[(title, expression)] of the dashboard."""
    dashboard = json.loads((MONITORING / "grafana.json").read_text())
    found = [(panel["title"], target["expr"]) for panel in dashboard["panels"] for target in panel.get("targets", [])]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            selector, label = variable["definition"].removeprefix("label_values(").removesuffix(")").rsplit(", ", 1)
            found.append((variable["name"], f"sum by ({label}) ({selector})"))
    assert len(found) > 30
    return [(title, prometheus.plain(expression)) for title, expression in found]


def alerts():
    """[(name, expression)] of the rules, without the bound that makes an alert of a figure."""
    found, name = [], None
    lines = (MONITORING / "rules.yaml").read_text().splitlines()
    for index, line in enumerate(lines):
        if "- alert: " in line:
            name = line.split("- alert: ")[1]
        if line.strip().startswith("expr: "):
            expression = line.split("expr: ")[1]
            following = index + 1
            if expression == ">-":
                expression = ""
                while lines[following].startswith("          "):
                    expression += lines[following].strip() + " "
                    following += 1
            figure, _, bound = expression.strip().rpartition(" > ") if " > " in expression else expression.rpartition(" == ")
            assert float(bound) >= 0
            found.append((name, figure))
    assert len(found) == sum("- alert: " in line for line in lines)
    return found


def test_every_expression_names_what_a_scrape_has(busy):
    proxy, scraper = busy
    there = {}
    for name, labels, _ in prometheus.samples(scrape(proxy, scraper)):
        there.setdefault(name, set()).update(labels)
    # Prometheus adds these itself.
    there["up"] = set()
    # Only where instances share a Redis: test_state.py.
    there["securellm_state_available"] = set()
    for title, expression in panels() + alerts():
        for name, labels in prometheus.selectors(expression):
            assert name in there, f"{title}: nothing is called {name}"
            missing = labels - there[name] - {"job", "instance"}
            # A label that some sum is grouped by may belong to the other side of a fraction.
            assert not missing, f"{title}: {name} has no {missing}"


def test_no_panel_is_empty(busy, tmp_path):
    """By Prometheus itself, which scrapes twice and is asked everything."""
    program = shutil.which("prometheus") or pytest.skip("prometheus is not installed")
    proxy, scraper = busy
    port = free_port()
    configuration = (
        "global: {scrape_interval: 200ms}\n"
        "scrape_configs:\n- job_name: securellm\n  authorization: {credentials: \"%s\"}\n"
        "  static_configs: [{targets: [\"127.0.0.1:%d\"]}]\n" % (scraper["Authorization"].removeprefix("Bearer "), proxy.port))
    (tmp_path / "prometheus.yaml").write_text(configuration)
    server = subprocess.Popen(
        [program, f"--config.file={tmp_path}/prometheus.yaml", f"--storage.tsdb.path={tmp_path}/data",
         f"--web.listen-address=127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def is_ready():
        """It listens before it has read its data, and responds with 503 until then."""
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=10).status == 200
        except urllib.error.URLError:
            return False

    def ask(expression):
        query = urllib.parse.urlencode({"query": expression})
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{query}", timeout=10) as response:
            return json.load(response)["data"]["result"]

    try:
        until(is_ready, 30, "Prometheus does not get ready")
        twice = "count_over_time(securellm_connections[1m])"
        until(lambda: any(float(series["value"][1]) >= 3 for series in ask(twice)), 30, "nothing is scraped")
        # What instances share is in no scrape where they share nothing.
        empty = [(title, expression) for title, expression in panels() + alerts()
                 if "securellm_state_" not in expression and not ask(expression)]
        assert not empty
    finally:
        server.kill()
        server.wait()
