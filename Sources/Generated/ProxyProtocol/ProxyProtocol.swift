// The proxy's own border: configuration, audit events and prices, one type per file of `Schemas/config`,
// `Schemas/audit` and `Schemas/prices`, written by the build plugin through the links in this folder's `Schemas`.
