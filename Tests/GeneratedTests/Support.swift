import JSONCore
import SchemaRuntime

/// The value of a JSON text, nil when the schema refuses it.
func decode<Schema: SchemaType>(_ type: Schema.Type, _ text: String) -> Schema? { try? Schema(json: text) }

/// Whether decoding and writing gives the same bytes.
func keepsBytes<Schema: SchemaType>(_ type: Schema.Type, _ text: String) -> Bool {
  decode(type, text)?.jsonText() == text
}
