#include "bedrock/request.h"

#include <algorithm>
#include <variant>

#include "base/ascii.h"
#include "base/encoding.h"
#include "bedrock/call_metadata.h"
#include "bedrock/converse.h"
#include "bedrock/native.h"

namespace gw::bedrock {
namespace {

std::string_view operation(Api api, bool stream) {
  if (api == Api::converse) return stream ? "/converse-stream" : "/converse";
  return stream ? "/invoke-with-response-stream" : "/invoke";
}

// As Converse has it, in capitals.
std::string trace_header(std::string_view trace) {
  std::string value(trace);
  for (char& c : value) {
    if (ascii::is_alpha(c)) c = static_cast<char>(c & ~0x20);
  }
  return value;
}

void add_guardrail(const Guardrail& guardrail, std::vector<Request::Header>& headers) {
  headers.push_back({"x-amzn-bedrock-guardrailidentifier", std::string(guardrail.identifier)});
  headers.push_back({"x-amzn-bedrock-guardrailversion", std::string(guardrail.version)});
}

// What Converse has in its body.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
std::vector<Request::Header> invoke_headers(const Conversation& conversation, bool stream) {
  const CallOptions& options = conversation.options;
  std::vector<Request::Header> headers;
  headers.push_back({stream ? "x-amzn-bedrock-accept" : "accept", "application/json"});
  if (conversation.guardrail) add_guardrail(*conversation.guardrail, headers);
  if (!options.latency.empty())
    headers.push_back({"x-amzn-bedrock-performanceconfig-latency", std::string(options.latency)});
  if (!options.service_tier.empty())
    headers.push_back({"x-amzn-bedrock-service-tier", std::string(options.service_tier)});
  if (!options.metadata.empty()) headers.push_back({kMetadataHeader, metadata_json(options)});
  if (conversation.guardrail && !conversation.guardrail->trace.empty())
    headers.push_back({"x-amzn-bedrock-trace", trace_header(conversation.guardrail->trace)});
  return headers;
}

// One overload for each kind of block that can be large.
struct SizeOf {
  std::size_t operator()(const TextBlock& block) const { return block.text.escaped.size(); }
  std::size_t operator()(const JsonBlock& block) const { return block.json.size(); }
  std::size_t operator()(const MediaBlock& block) const { return block.bytes.escaped.size(); }
  std::size_t operator()(const ToolUseBlock& block) const { return block.input.size(); }
  std::size_t operator()(const ToolResultBlock& block) const {
    std::size_t size = 0;
    for (const auto& content : block.content) size += std::visit(*this, content);
    return size;
  }
  std::size_t operator()(const auto&) const { return 0; }
};

// Room for megabytes at once: they are then copied once, and not again as the body grows.
void reserve(const Conversation& conversation, Buffer& body) {
  constexpr std::size_t kLarge = 64 * 1024;
  std::size_t size = 0;
  for (const Turn& turn : conversation.turns) {
    for (const Block& block : turn.blocks) size += std::visit(SizeOf(), block);
  }
  if (size > kLarge) body.prepare(size + size / 16 + kLarge);
}

}  // namespace

bool is_same(const Request& a, const Request& b) {
  const auto same_header = [](const Request::Header& x, const Request::Header& y) {
    return x.name == y.name && x.value == y.value;
  };
  return a.path == b.path && std::ranges::equal(a.headers, b.headers, same_header) &&
         a.body.view() == b.body.view();
}

std::string request_path(const ModelId& model, Api api, bool stream) {
  constexpr std::size_t kAround = 64;  // the rest of the path, and what escapes add
  std::string path;
  path.reserve(model.value.size() + kAround);
  path += "/model/";
  append_percent_encoded(model.value, path);
  path += operation(api, stream);
  return path;
}

Request make_request(const ModelId& model, const ModelRules& rules,
                     const Conversation& conversation, bool stream) {
  Request request;
  request.path = request_path(model, rules.api, stream);
  request.stream = stream;
  reserve(conversation, request.body);
  if (rules.api == Api::invoke) {
    request.headers = invoke_headers(conversation, stream);
    write_native_body(rules.native, conversation, rules, stream, request.body);
  } else {
    write_converse_body(conversation, request.body);
  }
  return request;
}

Request make_invoke_request(const ModelId& model, const Conversation& conversation, Buffer body,
                            bool stream) {
  Request request;
  request.path = request_path(model, Api::invoke, stream);
  request.stream = stream;
  request.headers = invoke_headers(conversation, stream);
  request.body = std::move(body);
  return request;
}

}  // namespace gw::bedrock
