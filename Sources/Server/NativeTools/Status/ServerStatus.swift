package import ToolRuntime
package import Tools

extension NativeTools {
  /// `server_status`: five values from memory, nothing allocated.
  package func serverStatus(_ input: ServerStatus.Input) throws(ToolFailure) -> ServerStatus.Output {
    ServerStatus.Output(
      name: facts.name, version: facts.version, uptimeSeconds: facts.uptimeSeconds, callsServed: facts.callsServed(),
      toolsAvailable: facts.toolsAvailable())
  }
}
