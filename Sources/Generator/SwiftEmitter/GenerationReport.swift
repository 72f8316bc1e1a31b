import JSONCore

/// What one generated file is and what it took to make it: for whoever watches the size of a build.
///
/// Written beside each file, since a build prints nothing about commands that succeed.
package struct GenerationReport: Sendable {
  package let source: String
  package let file: SwiftFile
  /// CPU time.
  package let seconds: Double

  package init(source: String, file: SwiftFile, seconds: Double) {
    self.source = source
    self.file = file
    self.seconds = seconds
  }

  /// `{"source":"Schemas/order.json","file":"Order.swift","lines":761,"bytes":30402,"seconds":0.012}` and a line feed.
  package var json: [UInt8] {
    var writer = JSONWriter()
    writer.literal("{\"source\":")
    writer.string(JSONString(source))
    writer.literal(",\"file\":")
    writer.string(JSONString(file.name))
    writer.literal(",\"lines\":")
    writer.integer(file.lineCount)
    writer.literal(",\"bytes\":")
    writer.integer(file.text.utf8.count)
    writer.literal(",\"seconds\":")
    writer.double(seconds)
    writer.literal("}\n")
    return writer.bytes
  }
}
