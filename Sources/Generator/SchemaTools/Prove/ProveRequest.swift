/// What `securellm tools prove` was asked to do.
package struct ProveRequest: Sendable {
  /// The name of a tool that is built in, or the path of a tool file.
  package var tool: String
  package var json: Bool

  package init(tool: String, json: Bool = false) {
    self.tool = tool
    self.json = json
  }
}
