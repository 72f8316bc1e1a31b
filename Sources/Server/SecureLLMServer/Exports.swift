// One import is enough for a handler: its generated types are made of these.
@_exported public import JSONCore
@_exported public import SchemaRuntime
@_exported public import ToolRuntime
