// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every target: Swift 6, strict memory safety, explicit existentials and imports.
/// `SECURELLM_STRICT=1` (set by `make check` and CI) turns every warning into an error.
nonisolated let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["SECURELLM_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])

func runtime(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Runtime/\(name)", swiftSettings: settings)
}

func generator(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Generator/\(name)", swiftSettings: settings)
}

func server(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/Server/\(name)", swiftSettings: settings)
}

/// How `.ci/swift` builds this package in two stages, so that the generator is compiled once and not three times: first
/// `schemagen` alone, with no target that uses the plugin; then everything else, with that `schemagen` as a binary.
/// Without these variables (in a package that depends on this one) SwiftPM builds the generator for the plugin itself.
nonisolated let isGeneratorStage = Context.environment["SECURELLM_STAGE"] == "generator"
nonisolated let builtGenerator = Context.environment["SECURELLM_SCHEMAGEN"]

/// A target whose sources the plugin writes from `Schemas/` through the symlinks inside it.
func generated(_ name: String, _ dependencies: [Target.Dependency], path: String = "Sources/Generated") -> Target {
  .target(
    name: name, dependencies: dependencies, path: "\(path)/\(name)", exclude: ["Schemas"], swiftSettings: settings,
    plugins: isGeneratorStage ? [] : ["SchemaCompilerPlugin"])
}

/// The generator's program. Its stage also builds the two large C++ libraries of the second stage, on the core that a
/// chain of four Swift modules leaves idle.
func generatorProgram() -> Target {
  if let builtGenerator { return .binaryTarget(name: "schemagen", path: builtGenerator) }
  let beside: [Target.Dependency] =
    isGeneratorStage
    ? [.product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Crypto", package: "swift-crypto")] : []
  return .executableTarget(
    name: "schemagen", dependencies: ["SchemaCompiler", "SwiftEmitter", "System"] + beside,
    path: "Sources/Generator/schemagen", swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
  name: "SecureLLM",
  products: [
    .executable(name: "securellm", targets: ["securellm"]),
    // What a package needs that has schemas of its own: docs/generated-code.md.
    .plugin(name: "SchemaCompilerPlugin", targets: ["SchemaCompilerPlugin"]),
    .library(name: "SchemaRuntime", targets: ["SchemaRuntime", "JSONCore"]),
    // What a package needs that has tools of its own: docs/writing-tools.md.
    .library(name: "SecureLLMServer", targets: ["SecureLLMServer", "ToolRuntime", "SchemaRuntime", "JSONCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CSQLite", path: "Sources/Runtime/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CJansson", path: "Sources/Runtime/CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(
      name: "CYAML", path: "Sources/Generator/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

    .systemLibrary(name: "CBytes", path: "Sources/Runtime/JSONCore/Bytes/CBytes"),
    .target(
      name: "JSONCore", dependencies: ["CBytes"], path: "Sources/Runtime/JSONCore",
      exclude: ["Bytes/CBytes"], swiftSettings: settings),
    runtime("System"),
    runtime("SchemaRuntime", ["JSONCore", "System"]),
    runtime("HTTPWire", ["System"]),
    runtime("TOML", ["JSONCore"]),
    .target(name: "CLauncher", path: "Sources/Runtime/ProcessRunner/CBoundary/CLauncher"),
    .systemLibrary(name: "CProcessControl", path: "Sources/Runtime/ProcessRunner/CBoundary/CProcessControl"),
    .target(
      name: "ProcessRunner",
      dependencies: [
        "CProcessControl", "CLauncher", "System",
      ],
      path: "Sources/Runtime/ProcessRunner", exclude: ["CBoundary/CProcessControl", "CBoundary/CLauncher"],
      swiftSettings: settings),
    runtime("Database", ["CSQLite", "System"]),
    runtime("KnowledgeStore", ["Database", "Digest", "System"]),
    runtime("Digest"),
    runtime("Sealing", [.product(name: "Crypto", package: "swift-crypto")]),
    runtime("BoundedCache"),
    runtime("RedisWire", ["Digest"]),
    runtime("KeyStore", ["Database", "Digest", "JSONCore", "System"]),
    runtime("StoredResponses", ["JSONCore", "System"]),
    runtime("ResponseCache", ["BoundedCache", "HTTPWire", "JSONCore", "KeyStore", "Sealing"]),
    runtime("HostProbe", ["System"]),
    runtime("RateLimits"),
    runtime("SharedLimits", ["RateLimits", "RedisWire"]),
    runtime("LLMWire", ["JSONCore"]),
    runtime("Pricing", ["LLMWire", "JSONCore"]),
    .systemLibrary(name: "CRecordRing", path: "Sources/Runtime/AuditLog/CBoundary/CRecordRing"),
    .target(
      name: "AuditLog", dependencies: ["CRecordRing", "JSONCore", "System"], path: "Sources/Runtime/AuditLog",
      exclude: ["CBoundary/CRecordRing"], swiftSettings: settings),
    runtime("ToolRuntime", ["BoundedCache", "JSONCore", "SchemaRuntime", "ProcessRunner"]),
    runtime("EventLog", ["JSONCore", "System", .product(name: "Logging", package: "swift-log")]),

    // The schemas and facts that the compiler has in it, by `#embed`.
    .target(name: "CSchemaData", path: "Sources/Generator/CSchemaData"),
    generator("SchemaCompiler", ["JSONCore", "SchemaRuntime", "CSchemaData", "System"]),
    generator("SwiftEmitter", ["SchemaCompiler", "SchemaRuntime", "JSONCore"]),
    generatorProgram(),
    generated("Tools", ["JSONCore", "SchemaRuntime", "ToolRuntime"]),
    generated("Providers", ["JSONCore", "SchemaRuntime"]),
    generated("ProxyProtocol", ["JSONCore", "SchemaRuntime"]),
    server("ProxyConfiguration", ["ProxyProtocol", "Pricing", "LLMWire", "SchemaRuntime", "JSONCore"]),

    server(
      "NativeTools",
      [
        "JSONCore", "SchemaRuntime", "System", "ProcessRunner", "ToolRuntime", "Database", "KnowledgeStore",
        "HostProbe", "Tools",
      ]),
    server("AuditEvents", ["AuditLog", "ProxyProtocol", "SchemaRuntime", "JSONCore", "System"]),
    server(
      "ToolCalls",
      ["AuditEvents", "ProxyProtocol", "KeyStore", "RateLimits", "ToolRuntime", "SchemaRuntime", "JSONCore"]),
    server(
      "ProxyCore",
      [
        "AuditEvents", "EventLog", "ToolCalls", "JSONCore", "SchemaRuntime", "System", "HTTPWire", "LLMWire",
        "RateLimits",
        "AuditLog", "KeyStore", "Pricing", "Providers", "ProxyConfiguration", "ProxyProtocol", "StoredResponses",
        "ToolRuntime", "ProcessRunner", "RedisWire", "SharedLimits", "ResponseCache",
        "BoundedCache",
      ]),
    server(
      "ProxyTransport",
      [
        "ProxyCore", "ProxyConfiguration", "Digest", "RedisWire", "HTTPWire", "JSONCore", "System",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "NIOTLS", package: "swift-nio"),
      ]),
    server(
      "ModelProxy",
      [
        "ProxyCore", "ProxyTransport", "AuditEvents", "AuditLog", "EventLog", "JSONCore", "KeyStore", "LLMWire",
        "Pricing",
        "RateLimits", "ProxyConfiguration", "ProxyProtocol", "SchemaRuntime", "StoredResponses",
        "System",
        "ToolRuntime",
      ]),
    server("Migration", ["JSONCore", "ProxyConfiguration", "TOML"]),
    server("ClientSetup", ["JSONCore", "SchemaRuntime", "System", "TOML"]),
    server("UsageReport", ["JSONCore", "SchemaRuntime", "System", "ToolRuntime"]),
    .target(name: "CProcess", path: "Sources/Server/securellm/CBoundary/CProcess"),
    server("ProcessStart", ["CProcess", "ProcessRunner", "System", "ToolRuntime"]),
    server(
      "SecureLLMServer",
      [
        "AuditEvents", "EventLog", "JSONCore", "MCPServer", "NativeTools", "ProcessStart", "SchemaRuntime", "System",
        "ToolCalls", "ToolRuntime", .product(name: "Logging", package: "swift-log"),
      ]),
    .target(name: "CPackageTemplate", path: "Sources/Server/securellm/CBoundary/CPackageTemplate"),
    .executableTarget(
      name: "securellm",
      dependencies: [
        "ClientSetup", "Migration", "TOML",
        "CProcess", "CPackageTemplate", "ProcessStart", "SchemaCompiler", "ToolFiles", "SchemaValidation",
        "SchemaTools", "MCPServer", "ModelProxy", "ProxyConfiguration", "ProxyCore",
        "AuditEvents", "ToolCalls",
        "NativeTools", "Tools", "EventLog", "System",
        "HostProbe", "KnowledgeStore",
        "KeyStore", "ProcessRunner", "UsageReport",
        "ToolRuntime", "SchemaRuntime", "JSONCore", .product(name: "Logging", package: "swift-log"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      path: "Sources/Server/securellm", exclude: ["CBoundary/CProcess", "CBoundary/CPackageTemplate"],
      swiftSettings: settings),
    .target(
      name: "SchemaValidation", dependencies: ["SchemaCompiler", "SchemaRuntime", "JSONCore", "System", "CYAML"],
      path: "Sources/Generator/SchemaValidation", swiftSettings: settings),
    // The shipped tool files, for the command that shows their proofs; the generator must not depend on them.
    .target(name: "CToolFiles", path: "Sources/Generator/CToolFiles"),
    // Tool files outside of the build, loaded while a server runs.
    generator("ToolFiles", ["SchemaCompiler", "SchemaRuntime", "JSONCore", "ToolRuntime", "Digest", "System"]),
    .target(
      name: "SchemaTools",
      dependencies: [
        "CToolFiles", "SchemaValidation", "SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore", "System",
      ],
      path: "Sources/Generator/SchemaTools", swiftSettings: settings),
    tests(
      "SchemaToolsTests",
      [
        "SchemaTools", "SchemaValidation", "SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore", "TestData",
      ]),
    .testTarget(
      name: "ToolFilesTests",
      dependencies: [
        "ToolFiles", "Tools", "Goldens", "ToolRuntime", "SchemaCompiler", "SchemaRuntime", "JSONCore", "TestData",
      ],
      path: "Tests/ToolFilesTests", exclude: ["Tools"], swiftSettings: settings),
    tests("SchemaValidationTests", ["SchemaValidation", "SchemaRuntime", "JSONCore", "TestData"]),
    tests("JSONCoreTests", ["JSONCore", "CJansson", "TestData"]),
    .target(
      name: "WireTranscript", dependencies: ["HTTPWire"], path: "Tests/WireTranscript", swiftSettings: settings),
    tests("HTTPWireTests", ["HTTPWire", "WireTranscript", "TestData"]),
    .target(name: "TestData", path: "Tests/TestData", swiftSettings: settings),
    tests("SchemaCompilerTests", ["SchemaCompiler", "SchemaRuntime", "JSONCore", "System", "TestData"]),
    tests("SchemaRuntimeTests", ["SchemaRuntime", "JSONCore", "SchemaCompiler", "TestData"]),
    generated("Workloads", ["JSONCore", "SchemaRuntime"], path: "Benchmarks/Sources"),
    .target(name: "CMeasure", path: "Benchmarks/Sources/CMeasure"),
    .executableTarget(
      name: "securellm-bench", dependencies: ["Workloads", "CMeasure", "JSONCore", "SchemaRuntime"],
      path: "Benchmarks/Sources/securellm-bench", swiftSettings: settings),
    generated("Keywords", ["JSONCore", "SchemaRuntime"], path: "Benchmarks/Sources"),
    .executableTarget(
      name: "securellm-scaling",
      dependencies: ["Keywords", "CMeasure", "SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore"],
      path: "Benchmarks/Sources/securellm-scaling", swiftSettings: settings),
    .executableTarget(
      name: "reliability-bench", dependencies: ["AuditLog", "RateLimits", "CMeasure", "JSONCore"],
      path: "Benchmarks/Sources/reliability-bench", swiftSettings: settings),
    .executableTarget(
      name: "scale-simulation", dependencies: ["RateLimits", "RedisWire", "SharedLimits"],
      path: "Benchmarks/Sources/scale-simulation", swiftSettings: settings),
    .executableTarget(
      name: "sandbox-bench", dependencies: ["ProcessRunner", "CMeasure"],
      path: "Benchmarks/Sources/sandbox-bench", swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests", dependencies: ["SchemaCompiler", "SchemaRuntime", "JSONCore", "TestData"],
      path: "Tests/ConformanceTests", exclude: ["Cases"], swiftSettings: settings),
    .target(
      name: "MCPServer",
      dependencies: [
        "JSONCore", "SchemaRuntime", "ToolRuntime", .product(name: "Logging", package: "swift-log"),
      ],
      path: "Sources/Server/MCPServer", swiftSettings: settings),
    .executableTarget(
      name: "mcp-fixture",
      dependencies: [
        "MCPServer", "EventLog", "JSONCore", "SchemaRuntime", "ToolRuntime",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/MCPFixture", swiftSettings: settings),
    .testTarget(
      name: "MCPServerTests",
      dependencies: ["MCPServer", "JSONCore", "SchemaRuntime", "ToolRuntime", "TestData", "mcp-fixture"],
      path: "Tests/MCPServerTests", exclude: ["Transcripts"], swiftSettings: settings),
    tests(
      "EventLogTests", ["EventLog", "JSONCore", "System", "TestData", .product(name: "Logging", package: "swift-log")]),

    tests("ToolRuntimeTests", ["ToolRuntime", "ProcessRunner", "SchemaRuntime", "JSONCore"]),
    .testTarget(
      name: "ProvidersTests", dependencies: ["Providers", "LLMWire", "SchemaCompiler", "JSONCore", "SchemaRuntime"],
      path: "Tests/ProvidersTests", exclude: ["Requests", "sdk_requests.py"],
      swiftSettings: settings),
    tests("LLMWireTests", ["LLMWire", "JSONCore"]),
    tests("PricingTests", ["Pricing", "LLMWire", "JSONCore"]),
    tests(
      "ProxyConfigurationTests",
      ["ProxyConfiguration", "ProxyProtocol", "Pricing", "LLMWire", "JSONCore", "SchemaRuntime"]),
    tests("ProxyProtocolTests", ["ProxyProtocol", "JSONCore", "SchemaRuntime"]),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "SchemaCompiler", "SchemaRuntime", "JSONCore", "Fixtures", "Workloads", "HTTPWire", "WireTranscript",
        "RedisWire",
      ],
      path: "Tests/FuzzTargets", swiftSettings: settings),
    .testTarget(
      name: "FuzzTests", dependencies: ["FuzzTargets", "TestData"], path: "Tests/FuzzTests", exclude: ["FailCases"],
      swiftSettings: settings),
    .executableTarget(
      name: "schema-evaluator", dependencies: ["SchemaCompiler", "SwiftEmitter", "SchemaRuntime", "JSONCore"],
      path: "Tests/Evaluator", swiftSettings: settings),
    tests("SwiftEmitterTests", ["SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore", "Goldens"]),
    // What the generator made of some schemas, for people to read: docs/generated, through a symlink.
    .target(
      name: "Goldens", dependencies: ["JSONCore", "SchemaRuntime", "ToolRuntime"], path: "Tests/Goldens",
      swiftSettings: settings),
    generated("Fixtures", ["JSONCore", "SchemaRuntime"], path: "Tests"),
    tests("GeneratedTests", ["Fixtures", "JSONCore", "SchemaRuntime"]),
    .plugin(name: "SchemaCompilerPlugin", capability: .buildTool(), dependencies: ["schemagen"]),

    tests("ProcessRunnerTests", ["ProcessRunner"]),
    tests("KnowledgeStoreTests", ["KnowledgeStore", "Database"]),
    tests("KeysCommandTests", ["KeyStore", "TestData"]),
    tests("DigestTests", ["Digest"]),
    tests("SealingTests", ["Sealing"]),
    tests("BoundedCacheTests", ["BoundedCache"]),
    tests("ResponseCacheTests", ["ResponseCache", "BoundedCache", "KeyStore", "JSONCore"]),
    .testTarget(
      name: "KeyStoreTests", dependencies: ["KeyStore", "Database", "Digest", "JSONCore"], path: "Tests/KeyStoreTests",
      exclude: ["Fixtures"], swiftSettings: settings),
    tests("SystemTests", ["System"]),
    tests("HostProbeTests", ["HostProbe", "System"]),
    tests(
      "ProxyCoreTests",
      [
        "ProxyCore", "ProxyConfiguration", "ProcessRunner", "HTTPWire", "KeyStore", "LLMWire", "RateLimits", "AuditLog",
        "Pricing", "EventLog", "StoredResponses", "SchemaRuntime", "JSONCore", "RedisWire", "SharedLimits",
        "ResponseCache", "System",
      ]),
    tests(
      "ModelProxyTests",
      [
        "ModelProxy", "ProxyCore", "ProxyTransport", "ProxyConfiguration", "AuditLog", "EventLog", "KeyStore",
        "RateLimits", "System", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    tests("ClientSetupTests", ["ClientSetup", "JSONCore", "System"]),
    tests("TOMLTests", ["TOML", "JSONCore"]),
    tests("MigrationTests", ["Migration", "ProxyConfiguration", "TOML", "JSONCore"]),
    .executableTarget(
      name: "toml-values", dependencies: ["TOML", "JSONCore", "System"], path: "Tests/TOMLValues",
      swiftSettings: settings),
    tests("UsageReportTests", ["UsageReport", "JSONCore", "System", "TestData"]),
    tests("StoredResponsesTests", ["StoredResponses", "JSONCore", "System", "TestData"]),
    tests("RateLimitsTests", ["RateLimits"]),
    tests("RedisWireTests", ["RedisWire"]),
    .executableTarget(
      name: "redis-client",
      dependencies: [
        "ProxyCore", "ProxyTransport", "RedisWire", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ], path: "Tests/RedisClient", swiftSettings: settings),
    .executableTarget(
      name: "redis-replies", dependencies: ["RedisWire"], path: "Tests/RedisReplies", swiftSettings: settings),
    .testTarget(
      name: "SharedLimitsTests", dependencies: ["SharedLimits", "RateLimits", "RedisWire"],
      path: "Tests/SharedLimitsTests", exclude: ["Scripts"], swiftSettings: settings),
    tests(
      "ToolCallsTests",
      [
        "ToolCalls", "AuditEvents", "ProxyProtocol", "KeyStore", "RateLimits", "ToolRuntime", "SchemaRuntime",
        "JSONCore",
      ]),
    .executableTarget(
      name: "audit-writer", dependencies: ["AuditLog", "JSONCore"], path: "Tests/AuditWriter",
      swiftSettings: settings),
    tests("AuditLogTests", ["AuditLog", "JSONCore", "System", "TestData"]),
    tests("AuditEventsTests", ["AuditEvents", "AuditLog", "ProxyProtocol", "SchemaRuntime", "JSONCore", "System"]),
    tests(
      "NativeToolsTests",
      [
        "NativeTools", "JSONCore", "SchemaRuntime", "ProcessRunner", "ToolRuntime", "Database", "KnowledgeStore",
        "HostProbe",
        "Tools",
      ]),
  ]
)

/// What `.ci/test-units` builds: the modules that every message goes through, with their tests. They need no other
/// package, and nothing of them is shared with a release build.
if Context.environment["SECURELLM_STAGE"] == "units" {
  let units: Set = [
    "CBytes", "CRecordRing", "CSchemaData", "JSONCore", "System", "SchemaRuntime", "SchemaCompiler", "HTTPWire",
    "LLMWire",
    "RateLimits",
    "AuditLog", "Pricing", "StoredResponses", "StoredResponsesTests",
    "SchemaCompilerPlugin", "schemagen", "Fixtures", "TestData", "WireTranscript", "CJansson", "JSONCoreTests",
    "SchemaRuntimeTests", "GeneratedTests", "HTTPWireTests", "LLMWireTests", "RateLimitsTests", "AuditLogTests",
    "PricingTests", "Workloads", "FuzzTargets", "FuzzTests", "Digest", "RedisWire", "RedisWireTests",
  ]
  package.targets.removeAll { !units.contains($0.name) }
  package.products.removeAll()
  package.dependencies.removeAll()
}
