package import Logging
import ServiceLifecycle
package import ToolRuntime
import UnixSignals

/// Serves the tools on standard input and output until the input ends or SIGTERM or SIGINT arrives; both are a
/// normal end. Throws `DescriptorError` when the standard descriptors cannot be taken over.
package func serveStdio(
  _ tools: some ToolService, identity: ServerIdentity, limits: StdioLimits = StdioLimits(), logger: Logger
) async throws {
  let server = StdioServer(
    tools: tools, identity: identity, descriptors: try .takeOver(), limits: limits, logger: logger)
  let group = ServiceGroup(
    configuration: ServiceGroupConfiguration(
      services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "mcp")],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
  try await group.run()
}
