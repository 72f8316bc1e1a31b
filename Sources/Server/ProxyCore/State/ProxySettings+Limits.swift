extension ProxySettings {
  /// What becomes of limits while instances cannot ask for what they share.
  var limitFailurePolicy: StateFailurePolicy { state?.limits.onFailure ?? .local }
}
