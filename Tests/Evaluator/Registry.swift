import Glibc
import JSONCore
import SwiftEmitter

/// Writes Swift files into a folder and, at the end, the table of the types they declare.
struct Registry {
  let folder: String
  private var names: [String] = []

  init(folder: String) { self.folder = folder }

  /// `{"lines": "120"}`, or `{"error": message}` when the schema does not compile.
  mutating func emit(_ request: EvaluationRequest, of session: Session) -> JSONWriter {
    var response = JSONWriter()
    switch session.compile(request) {
    case .failure(let refusal): response.error(refusal.message)
    case .success(let compiled):
      let file = SwiftFile.schema(compiled, source: request.name, name: request.name)
      guard write(file.text, to: file.name) else {
        response.error("\(folder)/\(file.name) cannot be written")
        break
      }
      names.append(request.name)
      response.member("lines", String(file.lineCount))
    }
    return response
  }

  func finish() {
    let entries = names.map { "  (\"\($0)\", \($0).Value.self)," }
    let text =
      "import SchemaRuntime\n\nlet registry: [(name: String, type: any SchemaType.Type)] = [\n"
      + entries.joined(separator: "\n") + "\n]\n"
    if !write(text, to: "Registry.swift") { print(#"{"error":"the registry cannot be written"}"#) }
  }

  private func write(_ text: String, to name: String) -> Bool {
    guard let file = unsafe fopen("\(folder)/\(name)", "wb") else { return false }
    let bytes = Array(text.utf8)
    let count = unsafe fwrite(bytes, 1, bytes.count, file)
    return unsafe fclose(file) == 0 && count == bytes.count
  }
}
