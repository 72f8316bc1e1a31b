import SchemaCompiler

/// What `securellm lint` looks for. The raw value is the rule's name on the command line.
/// The names are contract: they are in configurations of CI (`--rule`, `--ignore`) and never change.
package enum LintRule: String, CaseIterable, Sendable {
  // Nothing can be valid, or what is written can never be reached.
  case contradictoryBounds = "contradictory-bounds"
  case constNotInType = "const-not-in-type"
  case declaredValueRefused = "declared-value-refused"
  case emptyEnum = "empty-enum"
  case disjointTypes = "disjoint-types"
  case closedBranches = "closed-branches"
  case impossiblePattern = "impossible-pattern"
  case requiredNotDeclared = "required-not-declared"
  case requiredOverMaximum = "required-over-maximum"
  case unresolvedReference = "unresolved-reference"
  // What is written has no effect.
  case keywordOfOtherType = "keyword-of-other-type"
  case keywordOfOtherDraft = "keyword-of-other-draft"
  case unknownKeyword = "unknown-keyword"
  case unknownFormat = "unknown-format"
  case siblingOfReference = "sibling-of-reference"
  case thenWithoutIf = "then-without-if"
  case countsWithoutContains = "counts-without-contains"
  case additionalItemsUnused = "additional-items-unused"
  case duplicateValue = "duplicate-value"
  case duplicateBranch = "duplicate-branch"
  case redundantBound = "redundant-bound"
  case noEffect = "no-effect"
  case refusedMember = "refused-member"
  case annotationType = "annotation-type"
  case unusedDefinition = "unused-definition"
  case strayDialect = "misplaced-dialect"
  // What others will trip over.
  case missingDialect = "missing-dialect"
  case deprecatedKeyword = "deprecated-keyword"
  case nonPortablePattern = "non-portable-pattern"
  // What strict mode refuses, and what the build refuses of a tool file.
  case strict
  case toolFile = "tool-file"

  /// An error is a schema that does something else than it says, a warning one that does less, style what others will
  /// trip over.
  package enum Severity: String, Sendable {
    case error, warning, style
  }

  /// Without `default`: whoever adds a rule has to decide.
  package var severity: Severity {
    switch self {
    case .contradictoryBounds, .constNotInType, .declaredValueRefused, .emptyEnum, .disjointTypes, .closedBranches,
      .impossiblePattern, .requiredNotDeclared, .requiredOverMaximum, .unresolvedReference, .strict, .toolFile:
      .error
    case .keywordOfOtherType, .keywordOfOtherDraft, .unknownKeyword, .unknownFormat, .siblingOfReference,
      .thenWithoutIf, .countsWithoutContains, .additionalItemsUnused, .duplicateValue, .duplicateBranch,
      .strayDialect, .nonPortablePattern, .refusedMember, .annotationType:
      .warning
    case .redundantBound, .noEffect, .unusedDefinition, .missingDialect, .deprecatedKeyword: .style
    }
  }

  /// Whether `--fix` fixes it, where the fix changes no result.
  /// Only where every result stays the same and nothing is guessed.
  package var hasFix: Bool {
    switch self {
    case .keywordOfOtherType, .thenWithoutIf, .countsWithoutContains, .additionalItemsUnused, .duplicateValue,
      .duplicateBranch, .redundantBound, .noEffect, .missingDialect, .declaredValueRefused:
      true
    case .contradictoryBounds, .constNotInType, .emptyEnum, .disjointTypes, .closedBranches, .refusedMember,
      .annotationType, .impossiblePattern, .requiredNotDeclared, .requiredOverMaximum, .unresolvedReference,
      .keywordOfOtherDraft, .unknownKeyword, .unknownFormat,
      .siblingOfReference, .unusedDefinition, .strayDialect, .deprecatedKeyword, .nonPortablePattern, .strict,
      .toolFile:
      false
    }
  }
}

extension LintRule {
  /// The rule under which a warning of the compiler is listed.
  init(_ finding: Diagnostic.Finding) {
    switch finding {
    case .annotationType: self = .annotationType
    case .disjointTypes: self = .disjointTypes
    case .closedBranches: self = .closedBranches
    case .refusedMember: self = .refusedMember
    }
  }
}

/// One thing that `lint` found.
struct LintFinding: Sendable {
  let rule: LintRule
  let diagnostic: Diagnostic
  /// The fix, where it is safe and mechanical.
  let fix: TextFix?
}
