import Testing

@testable import HTTPWire

@Suite struct HTTPFieldTests {
  /// A field that may come once is refused when it is there twice: nobody can join its lines.
  @Test(arguments: HTTPField.allCases) func listsMayBeRepeated(field: HTTPField) {
    if !field.isList { return }
    #expect(field.hasOneName)
    #expect(!FieldSet.singleInRequests.contains(field) && !FieldSet.singleInResponses.contains(field))
  }

  @Test func knowsTheListsThatAreForwarded() {
    for field in [HTTPField.anthropicBeta, .openAIBeta, .tracestate, .accept] { #expect(field.isList, "\(field)") }
    for field in [HTTPField.setCookie, .authorization, .date, .location, .retryAfter, .other, .xRateLimit] {
      #expect(!field.isList, "\(field)")
    }
  }
}
