/// Schemas of the official suite that the compiler refuses, and why: the keyword or feature that is not there yet. The
/// list may only shrink: a group on it that passes fails the test. A wrong verdict is never expected.
enum Expectations {
  /// Files of which no group compiles.
  static let refusedFiles: [String: String] = [
    "anchor.json": "$id below the root, or a base URI that $id changes, $anchor",
    "contains.json": "contains",
    "defs.json": "the meta-schema is not bundled",
    "dependentRequired.json": "dependentRequired",
    "dependentSchemas.json": "dependentSchemas",
    "dynamicRef.json": "$id below the root, or a base URI that $id changes, $dynamicRef, $dynamicAnchor",
    "if-then-else.json": "if, then, else",
    "maxContains.json": "contains, maxContains",
    "minContains.json": "contains, minContains",
    "unevaluatedItems.json": "unevaluatedItems, if, contains",
    "unevaluatedProperties.json": "unevaluatedProperties, if, dependentSchemas",
    "vocabulary.json": "meta-schemas of one's own",
  ]

  /// Single groups of other files.
  static let refused: [String: String] = [
    "additionalProperties.json: dependentSchemas with additionalProperties": "dependentSchemas",
    "not.json: collect annotations inside a 'not', even if collection is disabled": "unevaluatedProperties",
    "ref.json: remote ref, containing refs itself": "the meta-schema is not bundled",
    "ref.json: Recursive references between schemas": "$id below the root, or a base URI that $id changes",
    "ref.json: ref creates new scope when adjacent to keywords": "unevaluatedProperties",
    "ref.json: refs with relative uris and defs": "$id below the root, or a base URI that $id changes",
    "ref.json: relative refs with absolute uris and defs": "$id below the root, or a base URI that $id changes",
    "ref.json: $id must be resolved against nearest parent, not just immediate parent":
      "$id below the root, or a base URI that $id changes",
    "ref.json: order of evaluation: $id and $ref": "$id below the root, or a base URI that $id changes",
    "ref.json: order of evaluation: $id and $anchor and $ref": "$anchor",
    "ref.json: order of evaluation: $id and $ref on nested schema":
      "$id below the root, or a base URI that $id changes",
    "ref.json: URN base URI with URN and anchor ref": "$anchor",
    "ref.json: URN ref with nested pointer ref": "$id below the root, or a base URI that $id changes",
    "ref.json: ref to if": "$id below the root, or a base URI that $id changes",
    "ref.json: ref to then": "$id below the root, or a base URI that $id changes",
    "ref.json: ref to else": "$id below the root, or a base URI that $id changes",
    "ref.json: ref with absolute-path-reference": "$id below the root, or a base URI that $id changes",
    "refRemote.json: anchor within remote ref": "$anchor",
    "refRemote.json: base URI change": "$id below the root, or a base URI that $id changes",
    "refRemote.json: base URI change - change folder": "$id below the root, or a base URI that $id changes",
    "refRemote.json: base URI change - change folder in subschema":
      "$id below the root, or a base URI that $id changes",
    "refRemote.json: root ref in remote ref": "$id below the root, or a base URI that $id changes",
    "refRemote.json: remote ref with ref to defs": "$id below the root, or a base URI that $id changes",
    "refRemote.json: Location-independent identifier in remote ref": "$anchor",
    "refRemote.json: retrieved nested refs resolve relative to their URI not $id":
      "$id below the root, or a base URI that $id changes",
    "refRemote.json: remote HTTP ref with nested absolute ref": "$id below the root, or a base URI that $id changes",
    "refRemote.json: $ref to $ref finds detached $anchor": "$anchor",
  ]
}
