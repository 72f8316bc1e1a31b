/// What `securellm generate` was asked to do.
/// Strict mode only, as schemas of a package are compiled unless its settings say otherwise; what a plugin's settings
/// change is not asked for here.
package struct GenerateRequest: Sendable {
  package var file: String
  /// The name of the generated enum; nil for the one that the plugin gives.
  package var name: String?
  /// Lines and types instead of the code.
  package var report: Bool
  package var json: Bool

  package init(file: String, name: String? = nil, report: Bool = false, json: Bool = false) {
    self.file = file
    self.name = name
    self.report = report
    self.json = json
  }
}
