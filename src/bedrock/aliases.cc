#include "bedrock/aliases.h"

#include "bedrock/name_pattern.h"

namespace gw::bedrock {

std::string_view Aliases::resolve(std::string_view name) const {
  const auto alias = find_by_name(aliases_, name, &Alias::pattern);
  return alias == aliases_.end() ? name : std::string_view(alias->model);
}

}  // namespace gw::bedrock
