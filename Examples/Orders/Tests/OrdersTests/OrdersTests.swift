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

  @Test func unknownMembersComeBackAsTheyCame() throws {
    let text =
      #"{"id":"\#(id)","placed":"2026-11-24T15:29:29Z","status":"open","currency":"CHF","payment":{"method":"card","#
      + #""last4":"4711"},"lines":[{"article":"leg","quantity":4}],"x":{ "points": 1.50 }}"#
    let order = try Order.Value(json: text)
    #expect(order.note == nil)
    #expect(order.additional.map(\.name) == ["x"])
    #expect(order.jsonText() == text)
  }

  @Test func ordersCanBeBuilt() throws {
    let leg = Order.Line(article: "leg", quantity: 4)
    let placed = try #require(JSONDateTime(secondsSinceEpoch: 1_795_620_569))
    let order = Order.Value(
      id: try #require(JSONUUID(id)), placed: placed, status: .open, payment: .card(Payment.Card(last4: "4711")),
      lines: [Order.Line(article: "desk", quantity: 1, parts: [leg])])
    #expect(Order.Value.violations(in: order.json()).isEmpty)
    #expect(try Order.Value(json: order.json()) == order)
  }

  @Test func reportsEveryErrorWithItsLocation() throws {
    let error = try #require(throws: InvalidJSON.self) {
      try EventsOrder.Value(json: "{\"order\":\"17\",\n \"change\":\"lost\"}")
    }
    #expect(error.errors.map(\.violation.instanceLocation) == ["/order", "/change"])
    #expect(error.errors.map(\.location.line) == [1, 2])
    #expect(!EventsOrder.Value.isValid("{}"))
    #expect(EventsOrder.Value.violations(in: "{}").map(\.keyword) == ["required", "required"])
  }
}
