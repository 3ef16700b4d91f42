// How limits and windows are spelled, in files, in the store and in the admin API alike.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tenancy/entities.h"

namespace gw::tenancy {

struct LimitWord {
  std::string_view name;  // "rpm"
  std::int64_t Limits::* member;
};
inline constexpr std::array kLimitWords{
    LimitWord{"rpm", &Limits::requests_per_minute},
    LimitWord{"rpd", &Limits::requests_per_day},
    LimitWord{"tpm", &Limits::tokens_per_minute},
    LimitWord{"tpd", &Limits::tokens_per_day},
    LimitWord{"itpm", &Limits::input_tokens_per_minute},
    LimitWord{"otpm", &Limits::output_tokens_per_minute},
    LimitWord{"concurrency", &Limits::concurrency},
};

// False, and nothing has changed, for a name there is not and a value outside 1 to kMostLimit.
bool set_limit(Limits& limits, std::string_view name, std::int64_t value);

std::string_view name(Window window);
std::optional<Window> window_named(std::string_view name);
std::string_view name(OnExceed on_exceed);
std::optional<OnExceed> on_exceed_named(std::string_view name);

}  // namespace gw::tenancy
