import JSONCore
import SchemaCompiler
package import SchemaValidation

/// One run of `securellm inspect`: what a schema is made of, and where its references lead.
/// Compiles nothing: the command reports where things are and where references lead, which is asked most of schemas
/// that do not compile.
package enum Inspection {
  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: InspectRequest, output: Int32, messages: Int32) -> CommandStatus {
    var streams = ToolStreams(output: output, messages: messages, json: request.json)
    var status = CommandStatus.ok
    for file in streams.find(request.files, SchemaSource.extensions, status: &status) {
      status = max(status, inspect(file, request, &streams))
      _ = streams.drain()
    }
    return streams.finish(status)
  }

  private static func inspect(_ file: String, _ request: InspectRequest, _ streams: inout ToolStreams) -> CommandStatus
  {
    do throws(ToolFailure) {
      var corpus = SchemaCorpus(request.sources)
      _ = try corpus.add(file)
      try corpus.addReferences()
      try corpus.resolveAll()
      if request.json {
        InspectJSON.write(corpus, to: &streams.output)
      } else {
        InspectText.write(corpus, to: &streams.output)
      }
      // Printed all the same: the command is for finding out why a reference leads nowhere.
      return corpus.references.contains { $0.isUnresolved } ? .found : .ok
    } catch {
      return streams.complain(error)
    }
  }
}

extension SchemaReference {
  var isUnresolved: Bool { if case .unresolved = target { true } else { false } }
}

extension SchemaCorpus {
  /// `file:line:column` of a byte offset.
  func location(_ file: Int, _ offset: Int) -> String {
    "\(files[file].document.displayPath):\(files[file].text.location(of: offset))"
  }

  /// The pointer of a site for people: `(root)` for the empty one.
  func pointer(_ site: SchemaSite) -> String { site.node.pointer.isEmpty ? "(root)" : site.node.pointer }

  /// Every anchor, by resource and name.
  /// Sorted, because a dictionary has another order in every run and people compare two outputs.
  var anchors: [(resource: Int, name: JSONString, isDynamic: Bool, site: Int)] {
    resources.indices.flatMap { index in
      let resource = resources[index]
      let plain = resource.anchors.map { name, site in
        (resource: index, name: name, isDynamic: resource.dynamicAnchors[name] == site, site: site)
      }
      let recursive = resource.dynamicAnchors[""].map {
        (resource: index, name: JSONString(""), isDynamic: true, site: $0)
      }
      return (plain + [recursive].compactMap(\.self)).sorted { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
    }
  }
}
