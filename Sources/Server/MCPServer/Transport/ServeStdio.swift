package import Logging
package import ToolRuntime

/// Serves the tools on standard input and output until the input ends or a signal asks for the end; both are a normal
/// end. Takes the calling thread, which should be the first of the process: it waits for input there.
///
/// - Throws: `DescriptorError` when the standard descriptors cannot be moved to others.
package func serveStdio(
  _ tools: some ToolService, identity: ServerIdentity, limits: StdioLimits = StdioLimits(), logger: Logger
) throws {
  let wakeup = try Wakeup()
  ProcessEnd.watchSignals(wakeup, seconds: limits.shutdownSeconds)
  let descriptors = try StdioDescriptors.takeOver()
  let server = StdioServer(
    tools: tools, identity: identity, input: descriptors.input, output: OutputEnd(descriptors.output), wakeup: wakeup,
    limits: limits, logger: logger)
  server.run()
}
