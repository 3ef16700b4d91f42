// The request of Anthropic's Messages API, as InvokeModel has it. What the gates are: a table in
// claude_generation.cc.
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
  tools: [Tool] 1..
  tool_choice: ToolChoice
  thinking: Thinking
  output_config: OutputConfig
  metadata: Metadata
  context_management@context_management: ContextManagement
  compaction@compaction: Compaction
  safeguards@safeguards: any
  anthropic_beta: [str 1..]
}
struct Metadata { user_id: str 1..256 }
tagged Thinking {
  enabled: EnabledThinking
  adaptive: AdaptiveThinking
  disabled: NoThinking
  between_tools: NoThinking
}
struct EnabledThinking { type!: "enabled"  budget_tokens!: int  display: Display }
struct AdaptiveThinking { type!: "adaptive"  display: Display }
struct NoThinking { type!: str }
type Display = "summarized"|"omitted"|"updates"
struct ContextManagement { edits: [Edit] }
tagged Edit {
  clear_tool_uses_20250919@context_edits: object
  clear_thinking_20251015@context_edits: object
  compact_20260112@compaction: object
}
struct Compaction { type!: "summarize" }
struct Message { role!: "user"|"assistant"|"system"  content!: str|[Block] }
tagged Block {
  text: TextBlock
  image: ImageBlock
  document: DocumentBlock
  tool_use: ToolUseBlock
  tool_result: ToolResultBlock
  thinking: ThinkingBlock
  redacted_thinking: RedactedThinkingBlock
  search_result: SearchResultBlock
  compaction@compaction: CompactionBlock
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
tagged ResultBlock {
  text: TextBlock
  image: ImageBlock
  document: DocumentBlock
  search_result: SearchResultBlock
  tool_reference@tool_search: ToolReferenceBlock
}
struct ToolReferenceBlock { type!: "tool_reference"  tool_name!: str 1..  cache_control: CacheControl }
struct SearchResultBlock {
  type!: "search_result"
  source!: str
  title!: str
  content!: [TextBlock]
  citations: object
  cache_control: CacheControl
}
struct CompactionBlock { type!: "compaction"  content: str  encrypted_content: str  cache_control: CacheControl }
struct ThinkingBlock { type!: "thinking"  thinking!: str  signature!: str }
struct RedactedThinkingBlock { type!: "redacted_thinking"  data!: str }
tagged CacheControl { ephemeral: Ephemeral }
struct Ephemeral { type!: "ephemeral"  ttl@cache_ttl: "5m"|"1h" }

tagged Tool {
  custom!: CustomTool
  bash_20241022: ClientTool
  bash_20250124: ClientTool
  text_editor_20241022: ClientTool
  text_editor_20250124: ClientTool
  text_editor_20250429: ClientTool
  text_editor_20250728: EditorTool
  memory_20250818: ClientTool
  computer_20241022@computer_2024: ComputerTool
  computer_20250124@computer_2025_01: ComputerTool
  computer_20251124@computer_2025_11: ComputerTool
}
struct ClientTool { type!: str  name!: str 1..128  cache_control: CacheControl }
struct EditorTool {
  type!: str
  name!: str 1..128
  max_characters: int 1..
  cache_control: CacheControl
}
struct ComputerTool {
  type!: str
  name!: str 1..128
  display_width_px!: int 1..
  display_height_px!: int 1..
  display_number: int 0..
  enable_zoom: bool
  cache_control: CacheControl
}
struct CustomTool {
  type: "custom"
  name!: str 1..128 /[a-zA-Z0-9_-]{1,128}/
  description: str
  input_schema!: object
  strict: bool
  eager_input_streaming@eager_input: bool
  defer_loading@tool_search: bool
  input_examples@tool_examples: [object]
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
