import Orders
import SchemaRuntime

let received = #"""
  {
    "id": "550e8400-e29b-41d4-a716-446655440000", "placed": "2026-11-24T15:29:29Z", "status": "open", "note": null,
    "payment": { "last4": "4711", "method": "card" },
    "lines": [{ "article": "desk", "quantity": 1, "price": 199.90, "parts": [{ "article": "leg", "quantity": 4 }] }],
    "x-loyalty": { "points": 1.50 }
  }
  """#

var order = try Order.Value(json: received)
switch order.payment {
case .card(let card): print("paid by card ending in \(card.last4), in \(order.currency)")
case .transfer(let transfer): print("paid from \(transfer.iban)")
}
order.status = .paid
order.lines[0].quantity += 1
print(order.jsonText())

do {
  let broken = #"{ "id": "17", "placed": "now", "status": "lost", "payment": { "method": "card" }, "lines": [{}] }"#
  _ = try Order.Value(json: broken)
} catch {
  print(error)
}
