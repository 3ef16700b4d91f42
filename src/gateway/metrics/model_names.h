// Which names of models may be labels of metrics: those that the configuration and the catalogue
// know. What clients make up must not make series. Pure.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "base/string_hash.h"
#include "config/settings.h"

namespace gw::gateway {

class LabelledModels {
 public:
  LabelledModels() = default;  // none
  explicit LabelledModels(const config::Settings& settings);

  // The name itself, or "other"; "" stays.
  std::string_view label(std::string_view name) const;

 private:
  std::unordered_set<std::string, StringHash, std::equal_to<>> known_;
};

}  // namespace gw::gateway
