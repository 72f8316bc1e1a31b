import Foundation
import HTTPWire
import TestData
import Testing
import WireTranscript

/// The raw requests of the test data, as far as they are a matter of parsing.
@Suite struct DataTests {
  struct Case: Decodable {
    var name: String
    var expect: String
    var raw_b64: String
    var bytes: [UInt8] { Data(base64Encoded: raw_b64).map(Array.init) ?? [] }
  }

  static let cases: [Case] = {
    guard let folder = TestData.url("http") else { return [] }
    let text = (try? Data(contentsOf: folder.appending(path: "requests.train.jsonl"))) ?? Data()
    return text.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(Case.self, from: $0) }
  }()

  /// What the parser leaves to the router, and what it has to report for that.
  static let routed: [String: @Sendable (Transcript.Message) -> Bool] = [
    "host-rebind": { $0.fields.contains("host Host: evil.example") },
    "origin-evil": { $0.fields.contains("origin Origin: http://evil.example") },
    "origin-null": { $0.fields.contains("origin Origin: null") },
    "method-lower": { $0.first.hasPrefix("other ") },
    "method-trace": { $0.first.hasPrefix("trace ") },
    "target-semicolon": { $0.first.contains(" /v1;/admin ") },
    "target-dup-slash": { $0.first.contains(" /v1//chat/completions ") },
    "content-encoding-gzip-garbage": { $0.fields.contains("contentEncoding Content-Encoding: gzip") },
    "content-encoding-layers": { $0.fields.contains("contentEncoding Content-Encoding: gzip, gzip, gzip, gzip") },
    "authz-list": { $0.fields.contains("authorization Authorization: Bearer KEY, Bearer x") },
    "key-in-query": {
      $0.first.contains(" /v1/chat/completions api_key=KEY ") && !$0.fields.contains { $0.contains("uthorization") }
    },
  ]

  /// The statuses that an expectation such as `400-or-501-close` allows; none when the request must pass.
  static func statuses(_ expect: String) -> Set<Int> {
    if expect.hasPrefix("2xx") || expect.hasPrefix("ok") { return [] }
    let numbers = Set(expect.split(separator: "-").compactMap { Int($0) })
    return expect.hasPrefix("4xx") ? numbers.union(400..<500) : numbers
  }

  @Test(.enabled(if: TestData.has("http"), "\(TestData.ownAbsence)"))
  func everyLineHasItsOutcome() {
    #expect(Self.cases.count > 100)
    for item in Self.cases {
      let transcript = Transcript.requests(item.bytes)
      let allowed = Self.statuses(item.expect)
      if let failure = transcript.failure {
        #expect(allowed.contains(failure.status), "\(item.name): \(failure)")
        #expect(transcript.messages.allSatisfy { !$0.isComplete }, "\(item.name)")
      } else if let accepts = Self.routed[item.name] {
        #expect(transcript.messages.count == 1 && accepts(transcript.messages[0]), "\(item.name): \(transcript)")
      } else {
        #expect(allowed.isEmpty, "\(item.name) passed")
        #expect(transcript.messages.map(\.isComplete) == [true], "\(item.name): \(transcript)")
        #expect(transcript.messages.first?.body == Array(#"{"model":"m","messages":[]}"#.utf8), "\(item.name)")
      }
    }
  }

  @Test(.enabled(if: TestData.has("http"), "\(TestData.ownAbsence)"))
  func cutsChangeNothing() {
    for item in Self.cases {
      let bytes = Array(item.bytes.prefix(40_000))
      let whole = Transcript.requests(bytes)
      if bytes.count > 1000 {
        for size in [1, 1021] {
          let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
          #expect(Transcript.requests(pieces) == whole, "\(item.name) by \(size)")
        }
      } else {
        everyCut(bytes) { pieces, how in #expect(Transcript.requests(pieces) == whole, "\(item.name) \(how)") }
      }
    }
  }
}
