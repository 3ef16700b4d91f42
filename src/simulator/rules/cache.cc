// Cache points. https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

struct Section {
  std::string_view name;
  const std::vector<Value>* elements;
};

// The parts of a prompt, in its order.
std::vector<Section> sections_of(const Value& body) {
  std::vector<Section> sections = {{"toolConfig.tools", &body["toolConfig"]["tools"].items},
                                   {"system", &body["system"].items}};
  for (const Value& message : body["messages"].items)
    sections.push_back({"messages.content", &message["content"].items});
  return sections;
}

// All cache points, in the order of the prompt.
std::vector<const Value*> points_of(const Value& body) {
  std::vector<const Value*> points;
  for (const Section& section : sections_of(body)) {
    for (const Value& element : *section.elements) {
      if (const Value* point = element.find("cachePoint")) points.push_back(point);
    }
  }
  return points;
}

bool is_for_an_hour(const Value* point) { return (*point)["ttl"].text == "1h"; }

MaybeRefusal model_takes_cache_points(const Value& body, const ModelRules& model) {
  const auto points = points_of(body);
  if (points.empty()) return std::nullopt;
  if (model.cache_points == 0) {
    return Refusal{"AccessDeniedException",
                   "You invoked an unsupported model or your request did not allow prompt caching. "
                   "See the documentation for more information."};
  }
  const auto has_point = [](const Value& tool) { return tool.find("cachePoint") != nullptr; };
  if (!model.cache_tools && std::ranges::any_of(body["toolConfig"]["tools"].items, has_point))
    return unsupported("toolConfig.tools.cachePoint");
  return std::nullopt;
}

MaybeRefusal cache_points_are_few(const Value& body, const ModelRules& model) {
  const std::size_t count = points_of(body).size();
  const auto most = static_cast<std::size_t>(model.cache_points);
  if (count <= most) return std::nullopt;
  return model_error("A maximum of " + std::to_string(most) +
                     " blocks with cache_control may be provided. Found " + std::to_string(count) +
                     ".");
}

MaybeRefusal longer_times_come_first(const Value& body, const ModelRules&) {
  bool minutes = false;
  for (const Value* point : points_of(body)) {
    const bool hour = is_for_an_hour(point);
    if (hour && minutes) {
      return model_error(
          "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note "
          "that blocks are processed in the following order: `tools`, `system`, `messages`.");
    }
    minutes |= !hour;
  }
  return std::nullopt;
}

bool is_text_document(const Value& block) {
  const std::string& format = block["document"]["format"].text;
  return format == "txt" || format == "md" || format == "csv" || format == "html";
}

// Each stands behind what it caches.
MaybeRefusal cache_points_have_content(const Value& body, const ModelRules&) {
  for (const auto& [name, elements] : sections_of(body)) {
    for (std::size_t i = 0; i < elements->size(); ++i) {
      if ((*elements)[i].find("cachePoint") == nullptr) continue;
      const std::string path = std::string(name) + "." + std::to_string(i);
      if (i == 0 || (*elements)[i - 1].find("cachePoint") != nullptr)
        return validation("The cachePoint at " + path + " has no content in front of it.");
      if (is_text_document((*elements)[i - 1])) {
        return validation("The cachePoint at " + path +
                          " cannot be placed directly after a document block with text content.");
      }
    }
  }
  return std::nullopt;
}

// Converse only: Claude's own body has gates for that.
MaybeRefusal model_takes_hours(const Value& body, const ModelRules& model) {
  if (model.cache_hour || std::ranges::none_of(points_of(body), is_for_an_hour))
    return std::nullopt;
  return unsupported("cachePoint.ttl");
}

constexpr Rule kConverseRules[] = {model_takes_hours};
constexpr Rule kCacheRules[] = {model_takes_cache_points, cache_points_are_few,
                                longer_times_come_first, cache_points_have_content};

}  // namespace

std::span<const Rule> cache_rules() { return kCacheRules; }
std::span<const Rule> converse_cache_rules() { return kConverseRules; }

}  // namespace gw::simulator
