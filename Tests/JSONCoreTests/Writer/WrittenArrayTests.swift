import JSONCore
import Testing

@Suite struct WrittenArrayTests {
  private struct Pair {
    let name: JSONString
    let value: Int?
  }

  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 64)
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  @Test func scalars() {
    #expect(text { $0.array([] as [Int]) } == "[]")
    #expect(text { $0.array([1, -2, 3]) } == "[1,-2,3]")
    #expect(text { $0.array([0.5, 2]) } == "[0.5,2.0]")
    #expect(text { $0.array([true, false]) } == "[true,false]")
    #expect(text { $0.array(["a", "b\n"] as [JSONString]) } == #"["a","b\n"]"#)
    #expect(text { $0.array([JSONSlice(constant: "{}"), JSONSlice(constant: "[1]")]) } == "[{},[1]]")
  }

  @Test func elementsInOrderWithCommasBetween() {
    let pairs = [Pair(name: "a", value: 1), Pair(name: "b", value: nil), Pair(name: "c", value: 3)]
    func write(_ pairs: [Pair]) -> String {
      text {
        $0.array(pairs) { pair, writer in
          writer.string(pair.name)
          writer.member(":", integer: pair.value)
        }
      }
    }
    #expect(write(pairs) == #"["a":1,"b","c":3]"#)
    #expect(write([pairs[1]]) == #"["b"]"#)
    #expect(write([]) == "[]")
  }

  @Test func membersAreSeparatedByCommas() {
    func write(_ values: [Int]) -> String { text { $0.members(values) { $1.integer($0) } } }
    #expect(write([]) == "")
    #expect(write([1]) == ",1")
    #expect(write([1, 2]) == ",1,2")
  }

  @Test func objectsOfAnyNames() {
    let pairs = [Pair(name: "a", value: 1), Pair(name: "\"", value: 2)]
    func write(_ pairs: [Pair]) -> String {
      text {
        $0.object(pairs) { pair, writer in
          writer.string(pair.name)
          writer.member(":", integer: pair.value)
        }
      }
    }
    #expect(write(pairs) == #"{"a":1,"\"":2}"#)
    #expect(write([]) == "{}")
  }

  @Test func arraysNest() {
    let rows: [[JSONString?]] = [["a", nil], [], ["b"]]
    let written = text {
      $0.array(rows) { row, writer in
        writer.array(row) { cell, writer in writer.nullable(cell) }
      }
    }
    #expect(written == #"[["a",null],[],["b"]]"#)
  }
}
