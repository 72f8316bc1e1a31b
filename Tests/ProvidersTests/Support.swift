import Foundation
import JSONCore
import SchemaRuntime

/// Requests one a line: those of `Requests`, and those of the same name in the folder that `SECURELLM_SDK_REQUESTS`
/// names, as `sdk_requests.py` writes them by the thousand.
func requests(_ name: String) -> [JSONBytes] {
  let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Requests").path
  let folders = [own] + [ProcessInfo.processInfo.environment["SECURELLM_SDK_REQUESTS"]].compactMap(\.self)
  return folders.flatMap { folder -> [JSONBytes] in
    let bytes = FileManager.default.contents(atPath: "\(folder)/\(name).jsonl") ?? Data()
    return bytes.split(separator: 0x0A).map { JSONBytes(Array($0)) }
  }
}

/// Those that the generated verdict, the decoder or the interpreter refuses, with the first reason.
func refused<Schema: SchemaType>(_ requests: [JSONBytes], by type: Schema.Type) -> [String] {
  requests.enumerated().compactMap { index, request in
    do {
      _ = try Schema(json: request)
    } catch {
      return "line \(index + 1): \(error)"
    }
    if !Schema.isValid(request) { return "line \(index + 1): the verdict differs from the decoder" }
    return Schema.violations(in: request).first.map { "line \(index + 1): \($0.instanceLocation) \($0.message)" }
  }
}

/// The pointers of everything that is wrong with a request; its causes where alternatives were tried.
func faults<Schema: SchemaType>(_ text: String, _ type: Schema.Type) -> [String] {
  let faults = Schema.violations(in: text)
  precondition(Schema.isValid(text) == faults.isEmpty, "the verdict differs from the interpreter")
  return faults.flatMap(places)
}

private func places(_ fault: Violation) -> [String] {
  [fault.instanceLocation] + fault.causes.flatMap(places)
}
