#include "simulator/count_tokens.h"

#include <optional>
#include <string>

#include "base/buffer.h"
#include "base/encoding.h"
#include "simulator/converse.h"
#include "simulator/native.h"
#include "simulator/text.h"

namespace gw::simulator {
namespace {

using Count = std::expected<std::int64_t, Refusal>;

std::optional<Refusal> refuse_model(const Model& model) {
  constexpr std::size_t kLongest = 256;
  const std::string& id = model.id.value;
  if (id.size() > kLongest) {
    return validation("1 validation error detected: Value '" + id +
                      "' at 'modelId' failed to satisfy constraint: Member must have length less "
                      "than or equal to 256");
  }
  const bool profile = id != model.base && !id.contains(":foundation-model/");
  const ListedModel* listed = find_listed(model.base);
  if (!profile && listed != nullptr && is_among("counts", listed->traits)) return std::nullopt;
  return validation("The provided model doesn't support counting tokens.");
}

Count tokens_of(const Prompt& prompt) {
  return static_cast<std::int64_t>(simulator::count_tokens(prompt.bytes));
}

Count count_invocation(std::string_view encoded, const Model& model) {
  Buffer bytes;
  if (!append_base64_decoded(encoded, bytes)) return tokens_of({});  // the shapes have seen to that
  const auto body = parse_json(bytes.view());
  if (!body) {
    return std::unexpected(
        validation("Malformed input request, please reformat your input and try again."));
  }
  if (auto refusal = refuse_native(*body, model, false)) return std::unexpected(*refusal);
  return tokens_of(read_native(*body, model));
}

}  // namespace

Count count_input_tokens(std::string_view body, const Model& model) {
  if (auto refusal = refuse_model(model)) return std::unexpected(*refusal);
  const auto request = parse_json(body);
  if (!request)
    return std::unexpected(
        Refusal{"SerializationException", "The request body is not valid JSON."});
  if (auto refusal = refuse_count(*request, model)) return std::unexpected(*refusal);
  const Value& input = (*request)["input"];
  if (const Value* invocation = input.find("invokeModel"))
    return count_invocation((*invocation)["body"].text, model);
  return tokens_of(read_converse(input["converse"]));
}

}  // namespace gw::simulator
