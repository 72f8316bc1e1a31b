// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Orders",
  dependencies: [.package(name: "SecureLLM", path: "../..")],
  targets: [
    // The plugin generates the types from Sources/Orders/Schemas.
    .target(
      name: "Orders", dependencies: [.product(name: "SchemaRuntime", package: "SecureLLM")], exclude: ["Schemas"],
      plugins: [.plugin(name: "SchemaCompilerPlugin", package: "SecureLLM")]),
    .executableTarget(name: "orders-demo", dependencies: ["Orders"]),
    .testTarget(name: "OrdersTests", dependencies: ["Orders"]),
  ]
)
