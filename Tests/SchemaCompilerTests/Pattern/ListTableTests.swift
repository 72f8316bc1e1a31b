import Testing

@testable import SchemaCompiler

/// The store of lists against a dictionary of arrays.
@Suite struct ListTableTests {
  @Test func numbersListsInOrder() {
    var generator = SeededGenerator(seed: 7)
    var table = ListTable(count: 1)
    for _ in 0..<3 {
      var numbers: [[Int32]: Int] = [:]
      for _ in 0..<2000 {
        let list = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          Int32.random(in: -1...5, using: &generator)
        }
        for number in list { table.append(number) }
        let (number, isNew) = table.close()
        #expect(isNew == (numbers[list] == nil))
        #expect(number == numbers[list, default: numbers.count])
        numbers[list] = number
        #expect(table.indices(of: number).map { table[$0] } == list)
      }
      #expect(table.count == numbers.count)
      table.removeAll()
    }
  }

  @Test func dropsTheListBeingMade() {
    var table = ListTable()
    table.append(1)
    table.drop()
    #expect(table.open.isEmpty)
    #expect(table.close() == (0, true))
    #expect(table.indices(of: 0).isEmpty)
  }
}
