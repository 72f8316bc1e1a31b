import JSONCore
import LLMWire
import Pricing
import System
import Testing

@testable import ProxyCore

/// What a request costs is decided when it begins, however long it takes.
@Suite struct PriceHourTests {
  private let configuration = """
    { "providers": { "openai": {
      "baseURL": "http://127.0.0.1:9/v1", "key": { "env": "KEY" },
      "timeouts": { "firstByteMs": 86400000, "idleMs": 86400000, "totalMs": 86400000 } } } }
    """
  private let body = #"{"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":1000000,"completion_tokens":0}}"#

  /// A dollar in the hours from ten to two hours ago, ten in all others.
  private var prices: PriceBook {
    let now = WallClock.seconds / 3600
    let hours = (2...10).map { hour in
      let hour = (now - hour) % 24; return hour..<hour + 1
    }
    let window = PriceRow.Window(
      weekdays: [0, 1, 2, 3, 4, 5, 6], hours: hours, price: Price(input: 1_000_000_000, output: 0))
    return PriceBook(
      version: "v",
      rows: [
        PriceRow(
          provider: "openai", model: "gpt-4o", price: Price(input: 10_000_000_000, output: 0), windows: [window])
      ])
  }

  private func cost(hours: Int, stream: Bool, cut: Bool) throws -> UInt64 {
    let proxy = try FakeProxy(configuration)
    proxy.state.accounting.adopt(prices)
    let client = proxy.chat(stream: stream)
    let request = try #require(proxy.send(client))
    proxy.scheduler.advance(milliseconds: hours * 3_600_000)
    if stream {
      proxy.connector.receive(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n")
      let event = "data: \(body)\n\n"
      proxy.connector.receive("\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n")
      if cut { request.clientGone() } else { proxy.connector.receive("0\r\n\r\n") }
    } else {
      proxy.connector.receive(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
    return proxy.provider.metrics.costNanodollars.value
  }

  @Test(arguments: [(false, false), (true, false), (true, true)]) func theBeginningCounts(_ stream: Bool, _ cut: Bool)
    throws
  {
    #expect(try cost(hours: 0, stream: stream, cut: cut) == 10_000_000_000)
    #expect(try cost(hours: 6, stream: stream, cut: cut) == 1_000_000_000)
  }

  /// To the nanosecond: dropped fractions would put the beginning into the next second, and that may be another hour.
  @Test func fractionsOfSecondsCount() {
    let hour = 3_600_000_000_000
    #expect(Accounting.beginning(end: 10 * hour + 500_000_000, duration: 900_000_000) == 36_000 - 1)
    #expect(Accounting.beginning(end: 10 * hour + 900_000_000, duration: 900_000_000) == 36_000)
    #expect(Accounting.beginning(end: 10 * hour, duration: UInt64(hour)) == 32_400)
  }
}
