# Two commands matter: `make run` builds the program and shows it running, `make test` passes every test.

PREFIX ?= $(HOME)/.local
# The flags of all builds, and the two stages that they are made in, are in .ci/swift.
DEBUG = .ci/swift debug build
RELEASE = .ci/swift release build
BINARY = .build/release/securellm
PYTHON = .venv/bin/python
STEP = .ci/step

# Each step notes its time; a new `make` begins a new list.
ifeq ($(MAKELEVEL),0)
$(shell rm -f .build/step-times)
endif

.PHONY: help run build test test-programs test-optimized test-data check check-source example example-cluster bench bench-json \
  bench-proxy bench-reliability bench-usage bench-state bench-scale bench-instructions bench-sandbox bench-build function-order proof proof-tests \
  proof-address proof-thread proof-program proof-shims proof-packages memcheck scaling fuzz fuzz-all differential prices install package clean

help:
	@echo "make run      build the release binary and show it running on this repository"
	@echo "make test     build and run every test, with real MCP clients"
	@echo "make test-data  bring the official suites that tests read into .testdata; tests without them are skipped"
	@echo "make test-optimized  the tests of the modules that every message goes through, optimized as what ships is"
	@echo "make check    format, warnings as errors, dependency rules, unsafe allowlist, linkage"
	@echo "make example  build and run the packages of Examples/ that use the plugin"
	@echo "make example-cluster  three instances that share their limits, behind nginx, on this machine; STAY=1 keeps them"
	@echo "make bench    measure, with the fastest Python packages in the same call (bench-json, bench-proxy, bench-reliability,"
	@echo "              bench-sandbox); make bench-usage: what a report over a million audit records costs;"
	@echo "              make bench-state: what Redis adds to a request, what a cached response costs;"
	@echo "              make bench-scale: what limits over a thousand instances ask of Redis"
	@echo "make bench-instructions  what a request through the proxy executes: the same on every machine"
	@echo "make function-order  list what requests run through, which the linker puts beside each other"
	@echo "make proof    what takes longer than every change can wait: proof-tests, proof-address, proof-thread, proof-program,"
	@echo "              proof-shims, proof-packages, memcheck, fuzz-all, differential, scaling; each is a target of its own"
	@echo "make memcheck valgrind on the optimized program: every subcommand and tool, MCP sessions, streams (MEMCHECK=--short)"
	@echo "make scaling  time for twice the size over the time for the size: keywords, reader, compiler, patterns"
	@echo "make fuzz     libFuzzer on TARGET ($(TARGET)) for RUNS ($(RUNS)) executions"
	@echo "make differential  compare COUNT ($(COUNT)) random pairs with other implementations"
	@echo "make prices   make the built-in price table anew, from two public collections of prices"
	@echo "make install  copy the binary, shell completions and manual pages below PREFIX ($(PREFIX))"
	@echo "make package  an archive, a Debian package, an OCI image, checksums and a bill of materials in .build/package"
	@echo "make build    build the release binary only"
	@echo "make clean    remove everything that was built"

run: build
	@$(STEP) "install what the demonstration uses" .ci/require git=git rg=ripgrep || echo "it goes on without"
	@$(STEP) "what it links" .ci/check-linkage $(BINARY)
	@$(STEP) "demonstration" python3 .ci/demo.py $(BINARY)
	@$(STEP) "demonstration of the proxy" python3 .ci/demo_proxy.py $(BINARY)
	@.ci/step --summary

build:
	@$(STEP) "install what is missing" .ci/require \
	  /usr/include/sqlite3.h=libsqlite3-dev /usr/include/jansson.h=libjansson-dev \
	  /usr/include/yaml.h=libyaml-dev python3=python3
	@.ci/schema-data
	@$(STEP) "release build" $(RELEASE) --product securellm

test: .venv/ready test-programs
	@$(STEP) "install what is missing" .ci/require \
	  /usr/include/sqlite3.h=libsqlite3-dev /usr/include/jansson.h=libjansson-dev \
	  /usr/include/yaml.h=libyaml-dev git=git rg=ripgrep nix=nix-bin /etc/nix/nix.conf=nix-setup-systemd bwrap=bubblewrap cc=gcc
	@$(STEP) "make nix a store" sh -c \
	  '[ -d /nix/store ] || nix-store --init || sudo nix-store --init || echo "tests of nix will fail"'
	@$(STEP) "install what memcheck uses" .ci/require valgrind=valgrind || echo "memcheck is skipped"
	@$(STEP) "install what tests of metrics use" .ci/require promtool=prometheus || echo "rules are not checked by promtool"
	@$(STEP) "install what hostile tests use" .ci/require strace=strace setpriv=util-linux || echo "nothing is traced"
	@$(STEP) "install what tests of editors' settings use" .ci/require patch=patch || echo "no patch is applied"
	@$(STEP) "install what tests of units use" .ci/require systemd-analyze=systemd || echo "units are not checked"
	@$(STEP) "install what tests of shared state use" .ci/require redis-server=redis-server nginx=nginx || echo "nothing is shared in tests"
	@$(STEP) "install what pages use" .ci/require curl=curl redis-cli=redis-tools sqlite3=sqlite3 jq=jq
	@$(STEP) "install what tests of packages use" .ci/require skopeo=skopeo umoci=umoci lintian=lintian mandoc=mandoc \
	  || echo "packages are not looked at by other programs"
	@$(STEP) "install the shells that completions are tried in" .ci/require zsh=zsh fish=fish || echo "only bash is tried"
	@$(STEP) "debug build" $(DEBUG) --build-tests
	@.ci/test

# What tests start is what ships, or is built from the same optimized modules.
test-programs: build
	@$(STEP) "release build of mcp-fixture" $(RELEASE) --product mcp-fixture
	@$(STEP) "release build of audit-writer" $(RELEASE) --product audit-writer
	@$(STEP) "release build of schema-evaluator" $(RELEASE) --product schema-evaluator
	@$(STEP) "release build of redis-replies" $(RELEASE) --product redis-replies
	@$(STEP) "release build of toml-values" $(RELEASE) --product toml-values
	@$(STEP) "release build of redis-client" $(RELEASE) --product redis-client

test-optimized: test-programs
	@$(STEP) "Swift tests, optimized" .ci/test-units optimized

test-data:
	@$(STEP) "install what is missing" .ci/require python3=python3
	@$(STEP) "test data" .ci/test-data

check: check-source build
	@$(STEP) "warnings as errors, declared imports" env SECURELLM_STRICT=1 $(DEBUG) --build-tests \
	  --explicit-target-dependency-import-check error
	@$(STEP) "what generated code uses" .ci/check-source --generated
	@$(STEP) "what it links" .ci/check-linkage $(BINARY)

check-source:
	@$(STEP) "install what is missing" .ci/require \
	  /usr/include/sqlite3.h=libsqlite3-dev /usr/include/jansson.h=libjansson-dev \
	  /usr/include/yaml.h=libyaml-dev python3=python3
	@$(STEP) "format" swift format lint --strict --parallel --recursive Sources Tests Plugins Benchmarks \
	  $(foreach example,Orders Tools,$(addprefix Examples/$(example)/,Sources Tests Package.swift)) Package.swift
	@$(STEP) "dependency rules, unsafe allowlist, file lengths" .ci/check-source
	@$(STEP) "module graph" .ci/module-graph --check
	@$(STEP) "lists of embedded schemas" .ci/schema-data --check

example:
	@$(STEP) "example package" .ci/example

# STAY=1: until Ctrl-C.
example-cluster: build
	@$(STEP) "install what is missing" .ci/require python3=python3 redis-server=redis-server nginx=nginx
	@python3 Examples/cluster/run.py $(BINARY) $(if $(STAY),--stay)

bench: build bench-build
	@$(STEP) "install what is missing" .ci/require cc=gcc taskset=util-linux nix=nix-bin /etc/nix/nix.conf=nix-setup-systemd
	@$(PYTHON) Benchmarks/run.py
	@$(MAKE) --no-print-directory bench-proxy
	@$(MAKE) --no-print-directory bench-sandbox
	@$(STEP) "debug build" $(DEBUG) --target Tools
	@$(PYTHON) Benchmarks/generation.py

bench-json: bench-build
	@$(PYTHON) Benchmarks/run.py --only json

# What limits and the audit cost.
bench-reliability: bench-build
	@$(PYTHON) Benchmarks/run.py --only reliability

bench-proxy: build
	@$(STEP) "install what is missing" .ci/require cc=gcc nginx=nginx wrk=wrk
	@python3 Benchmarks/proxy.py $(BINARY)

# What confining a program costs, as a multiple of starting it plainly.
bench-sandbox:
	@$(STEP) "install what is missing" .ci/require git=git bwrap=bubblewrap
	@$(STEP) "benchmark build" $(RELEASE) --product sandbox-bench
	@python3 Benchmarks/sandbox.py .build/release/sandbox-bench

# What Redis adds to a request, and what a response from the cache costs.
bench-state: build
	@$(STEP) "install what is missing" .ci/require cc=gcc wrk=wrk redis-server=redis-server strace=strace valgrind=valgrind
	@python3 Benchmarks/shared_limits.py $(BINARY)
	@python3 Benchmarks/cache.py $(BINARY)

# Limits over a thousand instances and ten million keys: what they ask Redis, and what that costs it.
bench-scale:
	@$(STEP) "install what is missing" .ci/require redis-server=redis-server
	@$(STEP) "benchmark build" $(RELEASE) --product scale-simulation
	@python3 Benchmarks/scale.py .build/release/scale-simulation

# What a report over a million audit records costs, with its index and without.
bench-usage: build
	@python3 Benchmarks/usage.py $(BINARY)

bench-instructions: build
	@$(STEP) "install what is missing" .ci/require cc=gcc valgrind=valgrind
	@python3 Benchmarks/instructions.py $(BINARY)

# The linker's list of what requests run through: see `.ci/swift`. A clean build takes it up.
function-order: build
	@$(STEP) "install what is missing" .ci/require cc=gcc valgrind=valgrind
	@$(STEP) "link with names" .ci/link-with-names securellm $(NAMED)
	@python3 Benchmarks/function_order.py $(NAMED) .ci/function-order

bench-build: .venv/ready
	@$(STEP) "install what is missing" .ci/require taskset=util-linux
	@$(STEP) "benchmark build" $(RELEASE) --product securellm-bench
	@$(STEP) "benchmark build" $(RELEASE) --product reliability-bench

# The long forms. PROOF_SHARE divides what takes hours: 1 is all of it.
PROOF_SHARE ?= 1
proof: proof-shims proof-address proof-thread memcheck proof-tests proof-program scaling proof-packages
	@$(MAKE) --no-print-directory fuzz-all RUNS=$$((1000000 / $(PROOF_SHARE)))
	@$(MAKE) --no-print-directory differential COUNT=$$((1000000 / $(PROOF_SHARE)))
	@.ci/step --summary

# Tests that SECURELLM_PROOF makes longer, with nothing left out.
proof-tests: test-programs
	@$(STEP) "debug build" $(DEBUG) --build-tests
	@SECURELLM_PROOF=1 .ci/test

proof-address: test-programs
	@$(STEP) "optimized tests with AddressSanitizer" .ci/test-units address

proof-thread: test-programs
	@$(STEP) "optimized tests with ThreadSanitizer" .ci/test-units thread

# The whole program with AddressSanitizer: commands, MCP sessions, requests through the proxy. `.ci/test-sanitized thread`
# exists, and reports whatever a Mutex guards: Swift's is a futex that ThreadSanitizer does not see.
proof-program: .venv/ready build
	@$(STEP) "program with AddressSanitizer" .ci/test-sanitized address

SHIMS = .build/proof/shims
proof-shims:
	@$(STEP) "install what is missing" .ci/require cc=gcc
	@mkdir -p .build/proof
	@$(STEP) "C headers with UndefinedBehaviorSanitizer" cc -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror \
	  -fsanitize=undefined,address -fno-sanitize-recover=all -o $(SHIMS) Tests/Shims/shims.c
	@$(STEP) "C headers" $(SHIMS)

# The same commit gives the same packages, in whatever folder it is compiled.
proof-packages:
	@$(STEP) "packages of two clean builds" .ci/reproducible

NAMED = .build/proof/securellm
memcheck: .venv/ready build
	@$(STEP) "install what is missing" .ci/require cc=gcc git=git rg=ripgrep valgrind=valgrind
	@$(STEP) "link with names" .ci/link-with-names securellm $(NAMED)
	@$(STEP) "memcheck" env SECURELLM_BINARY=$(NAMED) $(PYTHON) Tests/Program/memcheck.py $(MEMCHECK)

# Fails when twice the size takes more than 2.5 times as long. The patterns are those of the test data, where it is.
REDOS = $(or $(firstword $(wildcard $(addsuffix /injection/redos.txt,$(SECURELLM_TESTDATA) ../shared/data))),/dev/null)
scaling:
	@$(STEP) "benchmark build" $(RELEASE) --product securellm-scaling
	@$(STEP) "scaling" .build/release/securellm-scaling < $(REDOS)

# libFuzzer with AddressSanitizer, optimized, on one target: reader, writer, compiler, pattern, generated, http or sse.
TARGET ?= reader
RUNS ?= 1000000
fuzz:
	@$(STEP) "debug build" $(DEBUG) --build-tests
	@$(STEP) "fuzz $(TARGET)" python3 Tests/Fuzz/fuzz.py $(TARGET) --runs $(RUNS)

fuzz-all:
	@$(STEP) "debug build" $(DEBUG) --build-tests
	@for target in reader writer compiler pattern generated http sse; do \
	  $(STEP) "fuzz $$target" python3 Tests/Fuzz/fuzz.py $$target --runs $(RUNS) || exit; done

# Random pairs of schema and instance, with the Python packages as second opinions.
COUNT ?= 1000000
SEED ?= 1
differential: .venv/ready test-programs
	@$(STEP) "differential" $(PYTHON) Tests/Proof/differential.py --count $(COUNT) --seed $(SEED)

# Brings two packages of PyPI; docs/price-sources.md lists what differs between them.
prices:
	@$(STEP) "install what is missing" .ci/require python3=python3 --python-venv
	@$(STEP) "price table" .ci/prices

install: build
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/securellm
	@python3 Packaging/package.py --binary $(BINARY) --prefix $(DESTDIR)$(PREFIX)
	@echo "installed $(DESTDIR)$(PREFIX)/bin/securellm with manual pages and completions for bash, zsh and fish"

# Without a daemon or root. The same sources and date give the same bytes: SOURCE_DATE_EPOCH, else the last commit's.
package: build
	@$(STEP) "install what is missing" .ci/require /etc/ssl/certs/ca-certificates.crt=ca-certificates git=git
	@$(STEP) "packages" python3 Packaging/package.py --binary $(BINARY)

# Real MCP clients and the packages that the benchmarks compare with.
.venv/ready: Tests/Clients/requirements.txt
	@$(STEP) "install what is missing" .ci/require python3=python3 --python-venv
	@$(STEP) "Python environment" .ci/python-environment Tests/Clients/requirements.txt
	@touch $@

clean:
	swift package clean
	rm -rf .venv .build/units-* .build/program-* .build/proof .build/fuzz
