#include "tenancy/prices.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bedrock/model_id.h"

namespace gw::tenancy {

namespace {

constexpr std::string_view kBare = "bare";

std::string key_of(std::string_view where, std::string_view model) {
  std::string key;
  key.reserve(where.size() + 1 + model.size());
  return key.append(where).append(" ").append(model);
}

// "us" of "us.anthropic.claude" and of the ARN of such a profile; "bare" of everything else.
std::string_view class_of(std::string_view id, std::string_view base) {
  std::string_view front = id.substr(0, static_cast<std::size_t>(base.data() - id.data()));
  if (const auto slash = front.rfind('/'); slash != std::string_view::npos)
    front.remove_prefix(slash + 1);
  if (front.ends_with('.')) front.remove_suffix(1);
  return front.empty() || front.contains(':') ? kBare : front;
}

}  // namespace

Prices::Prices(const std::vector<PriceRow>& rows) {
  std::unordered_map<std::string, bool> has_normal;
  for (const PriceRow& row : rows) {
    for (const std::string& where : row.where) {
      const std::string key = key_of(where, row.model);
      const bool first = row.above == 0 && !std::exchange(has_normal[key], true);
      Price& price = prices_[key];
      if (first) price.normal_ = row.rates;
      if (row.above == 0 || price.above_ != 0) continue;
      price.above_ = row.above;
      price.beyond_ = row.rates;
    }
  }
  std::erase_if(prices_, [&](const auto& each) { return !has_normal[each.first]; });
}

const Price* Prices::find(std::string_view model, std::string_view region) const {
  const std::string_view base = bedrock::base_model(model);
  if (base.empty()) return nullptr;
  const std::string_view where = class_of(model, base);
  auto found = prices_.end();
  if (where == kBare) found = prices_.find(key_of("@" + std::string(region), base));
  if (found == prices_.end()) found = prices_.find(key_of(where, base));
  return found == prices_.end() ? nullptr : &found->second;
}

const Rates& Price::rates_for(std::int64_t prompt) const {
  return above_ > 0 && prompt > above_ ? beyond_ : normal_;
}

std::optional<Nanodollars> Price::cost(const Tokens& tokens, std::int64_t calls) const {
  using Wide = __int128;
  constexpr Wide kMillion = 1'000'000;
  const std::int64_t prompt = tokens.input + tokens.cache_read + tokens.cache_write;
  const Rates& rates = rates_for(prompt / std::max<std::int64_t>(calls, 1));
  const std::int64_t hour = std::min(tokens.cache_write_hour, tokens.cache_write);
  const std::array<std::pair<std::int64_t, std::optional<Nanodollars>>, 5> parts{{
      {tokens.input, rates.input},
      {tokens.output, rates.output},
      {tokens.cache_read, rates.cache_read},
      {tokens.cache_write - hour, rates.cache_write},
      {hour, rates.cache_write_hour},
  }};
  Wide sum = 0;
  for (const auto& [count, rate] : parts) {
    if (count == 0) continue;
    if (!rate) return std::nullopt;
    sum += static_cast<Wide>(count) * *rate;
  }
  return static_cast<Nanodollars>(std::min<Wide>((sum + kMillion / 2) / kMillion, kMostMoney));
}

std::optional<Nanodollars> Price::most(std::int64_t input, std::int64_t output,
                                       std::int64_t calls) const {
  const auto plain = cost({.input = input, .output = output}, calls);
  const auto cached = cost({.output = output, .cache_write = input}, calls);
  return std::max(plain, cached);  // a rate that is not known is the smallest
}

}  // namespace gw::tenancy
