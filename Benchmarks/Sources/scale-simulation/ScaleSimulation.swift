import RedisWire
import SharedLimits

/// `scale-simulation [INSTANCES] [KEYS] [SECONDS]`: limits over many instances and keys, by the product's own rules of when
/// to ask Redis and when to use what was taken before. Nothing is sent anywhere: time is that of the simulation, and the
/// same numbers come out every time. `scale-simulation --script` prints the script that takes from buckets.
@main
enum ScaleSimulation {
  static func main() {
    if CommandLine.arguments.dropFirst().elementsEqual(["--script"]) { return print(BucketScripts.take.text) }
    let numbers = CommandLine.arguments.dropFirst().map { Int($0) }
    guard numbers.count <= 3, numbers.allSatisfy({ $0 ?? 0 > 0 }) else {
      print("usage: scale-simulation [INSTANCES] [KEYS] [SECONDS]")
      return
    }
    let given = numbers.compactMap(\.self)
    let (instances, keys) = (given.first ?? 1000, given.dropFirst().first ?? 10_000_000)
    let seconds = given.dropFirst(2).first ?? 20
    print("\(instances) instances, \(keys) keys, \(seconds) s, half a millisecond to Redis and back")
    for load in [Load.spread, .overload, .oneKey] { run(load, instances, keys, seconds) }
  }

  /// What clients send.
  private enum Load: String {
    case spread = "as it comes, within what the provider may get"
    case overload = "all together twice what the provider may get"
    case oneKey = "one service's key gets half of all requests"

    var perSecond: Int { self == .spread ? 50_000 : 100_000 }
  }

  private static let population = (
    services: 1000, service: Limit(perMinute: 60_000, burst: 2000), person: Limit(perMinute: 60, burst: 10),
    provider: Limit(perMinute: 3_000_000, burst: 50_000)
  )

  private static func run(_ load: Load, _ instances: Int, _ keys: Int, _ seconds: Int) {
    let people = Population(
      keys: keys, services: min(population.services, keys / 2), service: population.service, person: population.person,
      provider: population.provider)
    // The first service, the first person: those that are asked for most.
    let watched = [0, people.services]
    var fleet = Fleet(people, instances: instances, latency: 250, watching: watched)
    var traffic = Traffic(keys: keys, perSecond: load.perSecond)
    let end = Int64(seconds) * 1_000_000
    while let arrival = traffic.next(before: end) {
      let key = load == .oneKey && traffic.coin() ? 0 : arrival.key
      fleet.receive(key, at: traffic.instance(of: instances), now: arrival.time)
    }
    report(load, fleet.finish(at: end), fleet, watched, seconds)
  }

  private static func report(
    _ load: Load, _ result: Fleet.Result, _ fleet: Fleet, _ watched: [Int], _ seconds: Int
  ) {
    print("\n\(load.rawValue): \(load.perSecond) requests a second")
    row("offered, admitted", "\(result.offered), \(result.admitted)")
    row(
      "commands for Redis", "\(result.commands / seconds) a second, \(ratio(result.commands, result.offered)) a request"
    )
    row("requests that waited for none", "\(ratio(result.withoutCommand * 100, result.offered)) %")
    row("buckets in use", "\(result.buckets)")
    for (name, key) in [
      ("provider", fleet.population.keys), ("first service", watched[0]), ("first person", watched[1]),
    ] {
      guard let witness = fleet.witnesses[key] else { continue }
      let limit = fleet.population.limit(key)
      let most = Int(limit.burst) + Int(limit.perMinute) * seconds / 60
      row(
        name,
        "\(witness.admitted) of at most \(most), \(ratio(witness.admitted * 100, most)) %; worst window \(witness.excess)"
          + " above burst + rate x time (burst \(limit.burst))")
    }
  }

  private static func row(_ name: String, _ value: String) {
    print("  " + name + String(repeating: " ", count: max(1, 32 - name.count)) + value)
  }

  /// With two decimals.
  private static func ratio(_ part: Int, _ whole: Int) -> String {
    let hundredths = part * 100 / max(1, whole)
    let rest = String(hundredths % 100)
    return "\(hundredths / 100)." + String(repeating: "0", count: 2 - rest.count) + rest
  }
}
