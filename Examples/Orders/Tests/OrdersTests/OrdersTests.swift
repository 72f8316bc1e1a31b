import Orders
import SchemaRuntime
import Testing

@Suite struct OrdersTests {
  private let id = "550e8400-e29b-41d4-a716-446655440000"

  @Test func eventsAndOrdersHaveNamesOfTheirOwn() throws {
    let event = try EventsOrder.Value(json: #"{"order":"\#(id)","change":"paid"}"#)
    #expect(event.change == .paid)
    #expect(event.jsonText() == #"{"order":"\#(id)","change":"paid"}"#)
  }

  @Test func everyFaultIsReportedWithItsPlace() throws {
    let error = try #require(throws: InvalidJSON.self) {
      try EventsOrder.Value(json: "{\"order\":\"17\",\n \"change\":\"lost\"}")
    }
    #expect(error.faults.map(\.violation.instanceLocation) == ["/order", "/change"])
    #expect(error.faults.map(\.location.line) == [1, 2])
    #expect(!EventsOrder.Value.isValid("{}"))
    #expect(EventsOrder.Value.violations(in: "{}").map(\.keyword) == ["required", "required"])
  }
}
