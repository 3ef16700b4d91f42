#include "gateway/snapshot.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "bedrock/catalogue.h"
#include "bedrock/model_id.h"
#include "config/keys.h"

namespace gw::gateway {

namespace {

using namespace std::string_view_literals;

constexpr std::uintmax_t kLargestVocabulary = 64 * 1024 * 1024;

constexpr std::array kFixed{
    "demo"sv,
    "demo_script"sv,
    "server.listen"sv,
    "admin.listen"sv,
    "server.workers"sv,
    "server.reuse_port"sv,
    "server.max_connections"sv,
    "server.max_body_memory"sv,
    "server.max_head"sv,
    "server.head_timeout"sv,
    "server.body_timeout"sv,
    "server.idle_timeout"sv,
    "upstream.connect_timeout"sv,
    "upstream.proxy"sv,
    "upstream.no_proxy"sv,
    "upstream.client_certificate"sv,
    "upstream.client_key"sv,
    "aws.ca_bundle"sv,
    "reasoning.memory_size"sv,
    "reasoning.memory_time"sv,
};

}  // namespace

Result<std::shared_ptr<const openai::Vocabulary>> load_vocabulary(const std::string& path) {
  if (path.empty()) return std::shared_ptr<const openai::Vocabulary>();
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(Errc::invalid, "cannot read '" + path + "': " + error.message());
  if (size > kLargestVocabulary) {
    return fail(Errc::invalid, "'" + path + "' is too large to be a vocabulary");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file) return fail(Errc::invalid, "cannot read '" + path + "'");
  auto parsed = openai::Vocabulary::parse(text);
  if (!parsed) return fail(Errc::invalid, "'" + path + "': " + parsed.error().message);
  return std::make_shared<const openai::Vocabulary>(*std::move(parsed));
}

Result<> check_vector_routes(const config::Settings& settings) {
  const bedrock::Catalogue catalogue(settings.models);
  for (const config::Route& route : settings.routes) {
    std::string_view vectors;  // the model that makes them
    bool others = false;
    for (const config::RouteTarget& target : route.targets) {
      const bedrock::ModelRules& rules = catalogue.find(target.model.value);
      const std::string_view model = bedrock::base_model(target.model.value);
      const bool makes = rules.embedding != bedrock::EmbeddingFormat::none;
      others |= !makes || (!vectors.empty() && model != vectors);
      if (makes) vectors = model;
    }
    if (vectors.empty() || !others) continue;
    return fail(Errc::invalid, "the route '" + route.name + "' has '" + std::string(vectors) +
                                   "', which makes embeddings, and other models. Vectors of "
                                   "different models cannot be compared: give each a route.");
  }
  return {};
}

std::vector<std::string> fixed_changes(const config::Settings& running,
                                       const config::Settings& wanted) {
  std::vector<std::string> names;
  for (const std::string_view name : kFixed) {
    if (!config::find_key(name)->same(running, wanted)) names.emplace_back(name);
  }
  return names;
}

config::Settings keep_fixed(const config::Settings& running, config::Settings wanted) {
  for (const std::string_view name : kFixed) config::find_key(name)->copy(running, wanted);
  return wanted;
}

}  // namespace gw::gateway
