import JSONCore
import ProxyProtocol
import SchemaRuntime
import Testing

@Suite struct PriceTableTests {
  @Test(arguments: [
    #"{"provider":"p","model":"m","price":{"input":1}}"#,
    #"{"provider":"p","model":"m","price":{"input":-1,"output":1}}"#,
    #"{"provider":"p","model":"m","price":{"input":0.0000000001,"output":1}}"#,
    #"{"provider":"p","model":"m","price":{"input":1,"output":1},"from":"yesterday"}"#,
    #"{"provider":"p","model":"m","price":{"input":1,"output":1},"effective":"2026-01-01"}"#,
  ])
  func rejectsInvalidRows(_ row: String) throws {
    let good = #"{"version":"1","rows":[{"provider":"p","model":"m","price":{"input":1,"output":1}}]}"#
    #expect(try PriceTable.Value(json: good).rows.count == 1)
    #expect(PriceTable.Value.violations(in: good).isEmpty)
    let text = #"{"version":"1","rows":[\#(row)]}"#
    #expect((try? PriceTable.Value(json: text)) == nil)
    #expect(PriceTable.Value.violations(in: text).count == 1)
  }
}
