// The request of Anthropic's Messages API, as InvokeModel has it.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
#pragma once

#include <string_view>

namespace gw::simulator {

inline constexpr std::string_view kClaudeShapes = R"(
struct Request {
  anthropic_version!: "bedrock-2023-05-31"|"2026-10-21"
  max_tokens!: int 1..
  messages!: [Message]
  system: str|[TextBlock]
  temperature: num 0..1
  top_p: num 0..1
  top_k: int 0..
  stop_sequences: [str 1..]
  tools: [Tool]
  tool_choice: ToolChoice
  thinking: object
  output_config: OutputConfig
  metadata: object
  context_management: object
  anthropic_beta: [str 1..]
}
struct Message { role!: "user"|"assistant"  content!: str|[Block] }
tagged Block {
  text: TextBlock
  image: ImageBlock
  document: DocumentBlock
  tool_use: ToolUseBlock
  tool_result: ToolResultBlock
  thinking: ThinkingBlock
  redacted_thinking: RedactedThinkingBlock
}
struct TextBlock { type!: "text"  text!: str  citations: any  cache_control: CacheControl }
struct ImageBlock { type!: "image"  source!: ImageSource  cache_control: CacheControl }
tagged ImageSource { base64: ImageBytes }
struct ImageBytes {
  type!: "base64"
  media_type!: "image/jpeg"|"image/png"|"image/gif"|"image/webp"
  data!: blob
}
struct DocumentBlock {
  type!: "document"
  source!: DocumentSource
  title: str 1..500
  context: str 1..
  citations: object
  cache_control: CacheControl
}
tagged DocumentSource { base64: PdfBytes  text: PlainText }
struct PdfBytes { type!: "base64"  media_type!: "application/pdf"  data!: blob }
struct PlainText { type!: "text"  media_type!: "text/plain"  data!: str }
struct ToolUseBlock {
  type!: "tool_use"
  id!: str /[a-zA-Z0-9_-]+/
  name!: str 1..200
  input!: object
  cache_control: CacheControl
}
struct ToolResultBlock {
  type!: "tool_result"
  tool_use_id!: str /[a-zA-Z0-9_-]+/
  content: str|[ResultBlock]
  is_error: bool
  cache_control: CacheControl
}
tagged ResultBlock { text: TextBlock  image: ImageBlock  document: DocumentBlock }
struct ThinkingBlock { type!: "thinking"  thinking!: str  signature!: str }
struct RedactedThinkingBlock { type!: "redacted_thinking"  data!: str }
struct CacheControl { type!: "ephemeral"  ttl: "5m"|"1h" }

tagged Tool { custom!: CustomTool }
struct CustomTool {
  type: "custom"
  name!: str 1..128 /[a-zA-Z0-9_-]{1,128}/
  description: str
  input_schema!: object
  strict: bool
  eager_input_streaming: bool
  cache_control: CacheControl
}
tagged ToolChoice { auto: AnyChoice  any: AnyChoice  tool: NamedChoice  none: NoChoice }
struct AnyChoice { type!: "auto"|"any"  disable_parallel_tool_use: bool }
struct NamedChoice { type!: "tool"  name!: str  disable_parallel_tool_use: bool }
struct NoChoice { type!: "none" }
struct OutputConfig { effort: str  format: OutputFormat }
struct OutputFormat { type!: "json_schema"  schema!: object }
)";

}  // namespace gw::simulator
