// Whatever a client of Bedrock's own API sends as a path and a body, and whatever a stream brings
// that is passed on: what is written is whole messages, or JSON, and never more than came.
#include "bedrock/client_call.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bedrock/call_metadata.h"
#include "bedrock/usage.h"
#include "eventstream/decoder.h"
#include "json/value.h"
#include "translate/passed_answer.h"

namespace {

using namespace gw;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_call(std::string_view input) {
  if (const auto path = bedrock::parse_client_path(input))
    require(input.ends_with(path_word(path->operation)));
  (void)bedrock::read_converse_usage(input);
  (void)bedrock::read_chunk_usage(input);
  if (!bedrock::read_client_body(input)) return;
  Buffer out;
  bedrock::BodyEdits edits{.attribution = {"key", "team"}, .stream = true};
  edits.guardrail.emplace().identifier = "operators";
  (void)bedrock::append_edited(input, edits, out);
  (void)bedrock::attribute_header(edits.attribution, input);
  const auto read = bedrock::read_client_body(out.view());
  require(read.has_value() && read->guardrail.has_value());
  require(read->guardrail->identifier == "operators");
}

void check_stream(std::string_view input, bedrock::ClientOperation operation, std::size_t piece) {
  const bedrock::ModelRules rules;
  const auto transform = translate::make_passed_stream(operation, rules, "m");
  Buffer out;
  llm::Expected<> result;
  for (std::size_t at = 0; result && at < input.size(); at += piece)
    result = transform->feed(input.substr(at, piece), out);
  if (result) result = transform->finish(out);
  require(input.starts_with(out.view()));
  if (result) require(out.view() == input);
  if (!result) transform->abort(result.error(), out);
  eventstream::Decoder decoder;
  decoder.feed(out.view());
  for (;;) {
    const auto message = decoder.next();
    require(message.has_value());
    if (!*message) break;
  }
  require(decoder.pending() == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_call(input);
  for (const auto operation :
       {bedrock::ClientOperation::converse_stream, bedrock::ClientOperation::invoke_stream}) {
    for (const std::size_t piece : {1UL, 13UL, 4096UL}) check_stream(input, operation, piece);
  }
  return 0;
}
