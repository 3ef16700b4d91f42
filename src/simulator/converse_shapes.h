// The requests of Converse, ConverseStream and CountTokens: every member, union, limit, pattern and
// enumeration of AWS's service model (bedrock-runtime, 2023-09-30).
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
#pragma once

#include <string_view>

namespace gw::simulator {

inline constexpr std::string_view kConverseShapes = R"(
struct ConverseRequest {
  messages: [Message]
  system: [SystemContentBlock]
  inferenceConfig: InferenceConfiguration
  toolConfig: ToolConfiguration
  guardrailConfig: GuardrailConfiguration
  additionalModelRequestFields: any
  promptVariables: {str: PromptVariable}
  additionalModelResponseFieldPaths: [str 1..256] 0..10
  requestMetadata: {MetadataKey: MetadataValue} 1..16
  performanceConfig: PerformanceConfiguration
  serviceTier: ServiceTier
  outputConfig: OutputConfig
  projectIdentifier: ProjectIdentifier
}
struct ConverseStreamRequest {
  messages: [Message]
  system: [SystemContentBlock]
  inferenceConfig: InferenceConfiguration
  toolConfig: ToolConfiguration
  guardrailConfig: GuardrailStreamConfiguration
  additionalModelRequestFields: any
  promptVariables: {str: PromptVariable}
  additionalModelResponseFieldPaths: [str 1..256] 0..10
  requestMetadata: {MetadataKey: MetadataValue} 1..16
  performanceConfig: PerformanceConfiguration
  serviceTier: ServiceTier
  outputConfig: OutputConfig
  projectIdentifier: ProjectIdentifier
}
type ProjectIdentifier = str 1..2048 /([a-zA-Z0-9_-]+|arn:aws(|-us-gov|-cn|-iso|-iso-b|-iso-f|-eusc):bedrock:[0-9a-z-]{1,20}:[0-9]{12}:project\/[a-zA-Z0-9_-]+)/
struct CountTokensRequest { input!: CountTokensInput }
union CountTokensInput { invokeModel: InvokeModelTokensRequest  converse: ConverseTokensRequest }
struct InvokeModelTokensRequest { body!: blob ..25000000 }
struct ConverseTokensRequest {
  messages: [Message]
  system: [SystemContentBlock]
  toolConfig: ToolConfiguration
  additionalModelRequestFields: any
}

struct Message { role!: "user"|"assistant"|"system"  content!: [ContentBlock] }
union ContentBlock {
  text: str
  image: ImageBlock
  document: DocumentBlock
  video: VideoBlock
  audio: AudioBlock
  toolUse: ToolUseBlock
  toolResult: ToolResultBlock
  guardContent: GuardContent
  cachePoint: CachePointBlock
  reasoningContent: ReasoningContentBlock
  citationsContent: CitationsContentBlock
  searchResult: SearchResultBlock
  toolAddition: ToolAdditionBlock
  toolRemoval: ToolRemovalBlock
}
union SystemContentBlock { text: str 1..  guardContent: GuardContent  cachePoint: CachePointBlock }

struct InferenceConfiguration {
  maxTokens: int 1..
  temperature: num 0..1
  topP: num 0..1
  stopSequences: [str 1..] 0..2500
}

struct ImageBlock { format!: "png"|"jpeg"|"gif"|"webp"  source!: MediaSource  error: ErrorBlock }
struct VideoBlock {
  format!: "mkv"|"mov"|"mp4"|"webm"|"flv"|"mpeg"|"mpg"|"wmv"|"three_gp"
  source!: MediaSource
}
struct AudioBlock {
  format!: "mp3"|"opus"|"wav"|"aac"|"flac"|"mp4"|"ogg"|"mkv"|"mka"|"x-aac"|"m4a"|"mpeg"|"mpga"|"pcm"|"webm"
  source!: MediaSource
  error: ErrorBlock
}
struct DocumentBlock {
  format: "pdf"|"csv"|"doc"|"docx"|"xls"|"xlsx"|"html"|"txt"|"md"
  name!: str 1..200
  source!: DocumentSource
  context: str
  citations: CitationsConfig
}
union MediaSource { bytes: blob 1..  s3Location: S3Location }
union DocumentSource { bytes: blob 1..  s3Location: S3Location  text: str  content: [TextContent] }
struct S3Location {
  uri!: str 1..1024 /s3:\/\/[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](\/.*)?/
  bucketOwner: str /[0-9]{12}/
}
struct ErrorBlock { message: str }
struct CitationsConfig { enabled!: bool }
union TextContent { text: str }

type ToolUseId = str 1..64 /[a-zA-Z0-9_.:-]+/
type ToolName = str 1..64 /[a-zA-Z0-9_-]+/
struct ToolUseBlock { toolUseId!: ToolUseId  name!: ToolName  input!: any  type: "server_tool_use" }
struct ToolResultBlock {
  toolUseId!: ToolUseId
  content!: [ToolResultContent]
  status: "success"|"error"
  type: str
}
union ToolResultContent {
  json: any
  text: str
  image: ImageBlock
  document: DocumentBlock
  video: VideoBlock
  searchResult: SearchResultBlock
}
struct ToolAdditionBlock { tool!: ToolReference }
struct ToolRemovalBlock { tool!: ToolReference }
struct ToolReference { type: str 1..64  name: str 1..128  serverName: str 1..128 }

struct SearchResultBlock {
  source!: str
  title!: str
  content!: [SearchResultContent]
  citations: CitationsConfig
}
struct SearchResultContent { text!: str }

union GuardContent { text: GuardText  image: GuardImage }
struct GuardText { text!: str  qualifiers: ["grounding_source"|"query"|"guard_content"] }
struct GuardImage { format!: "png"|"jpeg"  source!: GuardImageSource }
union GuardImageSource { bytes: blob 1.. }
struct CachePointBlock { type!: "default"  ttl: "5m"|"1h" }

union ReasoningContentBlock { reasoningText: ReasoningText  redactedContent: blob }
struct ReasoningText { text!: str  signature: str }

struct CitationsContentBlock { content: [TextContent]  citations: [Citation] }
struct Citation {
  title: str
  source: str
  sourceContent: [TextContent]
  location: CitationLocation
}
union CitationLocation {
  web: WebLocation
  documentChar: DocumentSpan
  documentPage: DocumentSpan
  documentChunk: DocumentSpan
  searchResultLocation: SearchResultSpan
}
struct WebLocation { url: str  domain: str }
struct DocumentSpan { documentIndex: int 0..  start: int 0..  end: int 0.. }
struct SearchResultSpan { searchResultIndex: int 0..  start: int 0..  end: int 0.. }

struct ToolConfiguration { tools!: [Tool] 1..  toolChoice: ToolChoice }
union Tool { toolSpec: ToolSpecification  systemTool: SystemTool  cachePoint: CachePointBlock }
struct ToolSpecification {
  name!: ToolName
  description: str 1..
  inputSchema!: ToolInputSchema
  strict: bool
}
union ToolInputSchema { json: any }
struct SystemTool { name!: ToolName }
union ToolChoice { auto: Empty  any: Empty  tool: NamedTool }
struct NamedTool { name!: ToolName }
struct Empty { }

type GuardrailId = str 0..2048 /(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail\/[a-z0-9]+))/
type GuardrailVersion = str /(|([1-9][0-9]{0,7})|(DRAFT))/
struct GuardrailConfiguration {
  guardrailIdentifier: GuardrailId
  guardrailVersion: GuardrailVersion
  trace: "enabled"|"disabled"|"enabled_full"
}
struct GuardrailStreamConfiguration {
  guardrailIdentifier: GuardrailId
  guardrailVersion: GuardrailVersion
  trace: "enabled"|"disabled"|"enabled_full"
  streamProcessingMode: "sync"|"async"
}

union PromptVariable { text: str }
type MetadataKey = str 1..256 /[a-zA-Z0-9\s:_@$#=\/+,-.]{1,256}/
type MetadataValue = str 0..256 /[a-zA-Z0-9\s:_@$#=\/+,-.]{0,256}/
struct PerformanceConfiguration { latency: "standard"|"optimized" }
struct ServiceTier { type!: "priority"|"default"|"flex"|"reserved" }
struct OutputConfig { textFormat: OutputFormat  effort: str 0..16 }
struct OutputFormat { type!: "json_schema"  structure!: OutputStructure }
union OutputStructure { jsonSchema: JsonSchema }
struct JsonSchema { schema!: str  name: str  description: str }
)";

}  // namespace gw::simulator
