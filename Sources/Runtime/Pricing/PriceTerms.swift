/// What the responses of a model are charged by, before it is known what they have used: looked up once for many.
package enum PriceTerms: Sendable {
  /// No row is about the model on that day.
  case unknownModel
  /// The row does not know the service tier, the geography or the speed.
  case unknownSurcharge
  /// The index of the row, the prices of a service tier of its own, and the part of the price that is charged.
  case known(position: Int, PriceRow.ServicePrice?, millionths: Int)
}
