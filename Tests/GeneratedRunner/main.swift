import JSONCore
import SchemaRuntime

// Compiled together with generated files: evaluates instances by what was generated. A line of standard input is
// `{"name": "S12", "instances": […]}`, with `"fills": true` when the schema has defaults; the response is a line with
// one word for each instance: `T` or `F` when every way of evaluating agrees, otherwise the result of each.

struct Request {
  var name = ""
  var instances: [JSONSlice] = []
  /// Members may be added by decoding.
  var fills = false

  init?(_ line: String) {
    var reader = JSONReader(JSONBytes(line), maxDepth: 512)
    guard reader.beginObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = String(reader.takeString())
      guard let value = reader.rawValue() else { return nil }
      var inner = JSONReader(value, maxDepth: 512)
      switch member {
      case "name": if inner.string() { name = String(inner.takeString()) }
      case "fills": fills = inner.boolean() ?? false
      case "instances":
        guard inner.beginArray(), !inner.emptyArray() else { break }
        repeat {
          guard let element = inner.rawValue() else { return nil }
          instances.append(element)
        } while inner.comma()
      default: return nil
      }
    } while reader.comma()
  }
}

func evaluate<Schema: SchemaType>(_ type: Schema.Type, _ interpreter: SchemaInterpreter, _ request: Request) -> [String]
{
  request.instances.map { InstanceEvaluation($0, type, interpreter, fills: request.fills).word }
}

let types = Dictionary(uniqueKeysWithValues: registry.map { ($0.name, $0.type) })
while let line = readLine() {
  guard let request = Request(line), let type = types[request.name] else {
    print("error: the line is not a request, or its name is not in the registry")
    continue
  }
  print(evaluate(type, SchemaInterpreter(type.program), request).joined(separator: " "))
}
