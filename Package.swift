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

/// A target whose sources the plugin writes from `Schemas/` through the symlinks inside it.
func generated(_ name: String, _ dependencies: [Target.Dependency], path: String = "Sources/Generated") -> Target {
  .target(
    name: name, dependencies: dependencies, path: "\(path)/\(name)", exclude: ["Schemas"], swiftSettings: settings,
    plugins: ["SchemaCompilerPlugin"])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: settings)
}

let package = Package(
  name: "SecureLLM",
  targets: [
    .systemLibrary(name: "CBytes", path: "Sources/Runtime/JSONCore/Bytes/CBytes"),
    .target(
      name: "JSONCore", dependencies: ["CBytes"], path: "Sources/Runtime/JSONCore",
      exclude: ["Bytes/CBytes"], swiftSettings: settings),
    runtime("SchemaRuntime", ["JSONCore"]),
    generator("SchemaCompiler", ["JSONCore", "SchemaRuntime"]),
    generator("SwiftEmitter", ["SchemaCompiler", "SchemaRuntime", "JSONCore"]),
    .executableTarget(
      name: "schemagen", dependencies: ["SchemaCompiler", "SwiftEmitter"], path: "Sources/Generator/schemagen",
      swiftSettings: settings),
    .target(name: "TestData", path: "Tests/TestData", swiftSettings: settings),
    tests("SchemaCompilerTests", ["SchemaCompiler", "SchemaRuntime", "JSONCore", "TestData"]),
    tests("SchemaRuntimeTests", ["SchemaRuntime", "JSONCore", "SchemaCompiler", "TestData"]),
    .executableTarget(
      name: "schema-judge", dependencies: ["SchemaCompiler", "SwiftEmitter", "SchemaRuntime", "JSONCore"],
      path: "Tests/Judge", swiftSettings: settings),
    .testTarget(
      name: "SwiftEmitterTests", dependencies: ["SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore"],
      path: "Tests/SwiftEmitterTests", exclude: ["Goldens"], swiftSettings: settings),
    generated("Fixtures", ["JSONCore", "SchemaRuntime"], path: "Tests"),
    tests("GeneratedTests", ["Fixtures", "JSONCore", "SchemaRuntime"]),
    .systemLibrary(
      name: "CYAML", path: "Sources/Server/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(
      name: "SchemaCLI", dependencies: ["SchemaCompiler", "SchemaRuntime", "JSONCore", "CYAML"],
      path: "Sources/Server/SchemaCLI", swiftSettings: settings),
    .target(
      name: "SchemaTools", dependencies: ["SchemaCLI", "SwiftEmitter", "SchemaCompiler", "SchemaRuntime", "JSONCore"],
      path: "Sources/Server/SchemaTools", swiftSettings: settings),
    .plugin(name: "SchemaCompilerPlugin", capability: .buildTool(), dependencies: ["schemagen"]),
  ]
)
