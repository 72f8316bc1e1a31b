import Orders
import SchemaRuntime

let received = #"""
  {
    "id": "550e8400-e29b-41d4-a716-446655440000", "placed": "2026-11-24T15:29:29.250Z", "status": "open", "note": null,
    "payment": { "last4": "4711", "method": "card" },
    "lines": [{ "article": "desk", "quantity": 1, "price": 199.95, "parts": [{ "article": "leg", "quantity": 4 }] }],
    "labels": { "gift": "yes" },
    "x-loyalty": { "points": 1.50 }
  }
  """#

// Decode: from here on the value satisfies every constraint of the schema.
var order = try Order.Value(json: received)
print("order of \(order.placed.year), placed at second \(order.placed.secondsSinceEpoch), in \(order.currency)")
switch order.payment {
case .card(let card): print("paid by card ending in \(card.last4)")
case .transfer(let transfer): print("paid from \(transfer.iban)")
}
switch order.note {
case nil: print("there never was a note")
case .some(nil): print("the note was deleted")
case .some(let text?): print("note: \(text)")
}

// Change and write: members that the schema does not declare are preserved.
order.status = .paid
order.lines[0].quantity += 1
order.labels?["color"] = "oak"
print(order.jsonText())

// An invalid order: all violations at once, each with its location.
do {
  let invalid = #"{ "id": "17", "placed": "now", "status": "lost", "payment": { "method": "card" }, "lines": [{}] }"#
  _ = try Order.Value(json: invalid)
} catch {
  print(error)
}
