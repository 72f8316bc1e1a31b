// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "example-tools",
  dependencies: [.package(name: "SecureLLM", path: "../..")],
  targets: [
    // The plugin compiles the tool files of Sources/ExampleToolsKit/Schemas/tools.
    .target(
      name: "ExampleToolsKit", dependencies: [.product(name: "SecureLLMServer", package: "SecureLLM")],
      exclude: ["Schemas"], plugins: [.plugin(name: "SchemaCompilerPlugin", package: "SecureLLM")]),
    .executableTarget(name: "example-tools", dependencies: ["ExampleToolsKit"]),
    .testTarget(name: "ExampleToolsKitTests", dependencies: ["ExampleToolsKit"]),
  ]
)
