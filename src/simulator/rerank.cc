#include "simulator/rerank.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "simulator/json_object.h"
#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/wording.h"

namespace gw::simulator {
namespace {

constexpr std::string_view kRerankShapes = R"(
struct Cohere {
  query!: str 1..
  documents!: [str 1..] 1..1000
  api_version!: int 2..
  top_n: int 1..
  max_tokens_per_doc: int 1..
}
struct Amazon { query!: str 1..  documents!: [str 1..] 1..1000  top_n: int 1.. }
)";

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  for (const std::string_view word : split_words(text)) {
    if (!ascii::trim(word).empty()) words.insert(ascii::to_lower(ascii::trim(word)));
  }
  return words;
}

struct Scored {
  std::size_t index;
  double score;  // 0: nothing in common
};

std::vector<Scored> score(const Value& body, std::size_t& bytes) {
  const std::set<std::string> wanted = words_of(body["query"].text);
  std::vector<Scored> all;
  for (const Value& document : body["documents"].items) {
    bytes += document.text.size();
    std::size_t common = 0;
    for (const std::string& word : words_of(document.text)) common += wanted.count(word);
    all.push_back({all.size(), static_cast<double>(common) /
                                   static_cast<double>(std::max<std::size_t>(wanted.size(), 1))});
  }
  std::ranges::sort(all, [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
  });
  return all;
}

}  // namespace

std::expected<TaskAnswer, Refusal> rank(const Value& body, const Model& model) {
  static const Schema kSchema(kRerankShapes);
  const bool cohere = model.base.starts_with("cohere.");
  const auto violations = check(kSchema.at(cohere ? "Cohere" : "Amazon"), body);
  if (!violations.empty()) return std::unexpected(in_native_words(violations));
  const auto documents = static_cast<double>(body["documents"].items.size());
  const Value* top = body.find("top_n");
  if (top != nullptr && top->number > documents) {
    return std::unexpected(validation(
        "Malformed input request: #/top_n: top_n is greater than the number of documents, please "
        "reformat your input and try again."));
  }
  TaskAnswer answer{.body = {}, .input_bytes = body["query"].text.size(), .counts_tokens = false};
  std::vector<Scored> all = score(body, answer.input_bytes);
  if (top != nullptr) all.resize(static_cast<std::size_t>(top->number));
  answer.body = json_object([&](json::Writer& out) {
    out.key("results").begin_array();
    for (const auto& [index, relevance] : all) {
      out.begin_object().member("index", index).member("relevance_score", relevance).end_object();
    }
    out.end_array();
  });
  return answer;
}

}  // namespace gw::simulator
