import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// A definition that two files use is one type, whichever of them reads it.
@Suite struct SharedTypesTests {
  private let drawing = #"""
    {"center":{"x":1,"y":2,"unit":"mm"},"corner":{"x":1,"y":2,"unit":"mm"},"color":null,"outline":[{"x":0,"y":0,"unit":"mm"}],"groups":[{"origin":{"x":3,"y":4,"unit":"mm"},"inner":{"origin":{"x":0,"y":0,"unit":"mm"}}}],"more":{"x":5,"y":6,"unit":"mm"}}
    """#

  @Test func passesValuesFromOneFileToTheOther() throws {
    let value = try Drawing.Value(json: drawing)
    let point: Shapes.Point = value.center
    #expect(point == Shapes.Point(x: 1, y: 2))
    let gallery = Gallery.Value(first: value, drawings: ["a": value], point: .object(point))
    let again = try Gallery.Value(json: gallery.json())
    #expect(again == gallery)
    #expect(again.first?.jsonText() == drawing)
  }

  @Test func fillsDefaultsOfTheSharedType() throws {
    let value = try Drawing.Value(json: #"{"center":{"x":1,"y":2,"unit":"mm"},"groups":[{"inner":{}}]}"#)
    #expect(value.corner == Shapes.Point(x: 1, y: 2))
    #expect(value.groups?[0].inner?.origin == Shapes.Point(x: 0, y: 0))
    #expect(value.color == nil)
  }

  @Test func rejectsInvalidValuesWithTheirPosition() throws {
    let text = #"{"first":{"center":{"x":1,"y":2,"unit":"mm"},"color":"blue"}}"#
    #expect(!Gallery.Value.isValid(text))
    #expect((try? Gallery.Value(json: text)) == nil)
    #expect(Gallery.Value.violations(in: text).map(\.instanceLocation) == ["/first/color"])
    #expect((try? Gallery.Value(json: #"{"point":{"x":1,"y":2,"unit":"cm"}}"#)) == nil)
    #expect((try? Gallery.Value(json: #"{"far":{"origin":{"x":1,"unit":"mm"}}}"#)) == nil)
  }

  @Test func readsWhatItWrites() throws {
    let text = #"{"point":"p","far":{"origin":{"x":1,"y":2,"unit":"mm"}},"pair":[{"x":1,"y":2,"unit":"mm"},"green"]}"#
    #expect(try Gallery.Value(json: text).jsonText() == text)
  }
}
