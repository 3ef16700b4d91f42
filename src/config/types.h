// The types of settings: how people call them, how a value is read and how one is shown.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "config/settings.h"

namespace gw::config {

template <class T>
struct Type {
  std::string_view name;      // "size"
  std::string_view expected;  // "a size such as 64KiB or 32MiB"
  std::optional<T> (*read)(std::string_view text);
  std::string (*show)(const T& value);
  bool secret = false;  // messages do not repeat its values
};

extern const Type<bool> kFlag;
extern const Type<std::size_t> kCount;
extern const Type<std::size_t> kThreads;
extern const Type<std::size_t> kAttempts;  // 1 to 10
extern const Type<std::size_t> kChoices;   // 1 to 1024
extern const Type<std::size_t> kPercent;
extern const Type<std::size_t> kSize;       // "64KiB", "32MiB", "4096"
extern const Type<std::size_t> kRoom;       // a size in which something fits: 1KiB or more
extern const Type<milliseconds> kDuration;  // "500ms", "30s", "5m", "1h", "0"
extern const Type<milliseconds> kWait;      // a duration in which something can happen: above 0
extern const Type<LogLevel> kLevel;
extern const Type<OnInvalid> kOnInvalid;
extern const Type<LogFormat> kLogFormat;
extern const Type<GenAiNames> kGenAiNames;
extern const Type<std::string> kText;
extern const Type<std::string> kRegion;
extern const Type<std::string> kGeography;  // as bedrock::is_profile_prefix
extern const Type<std::string> kPlace;      // a term of bedrock::Residency
extern const Type<std::string> kUrl;
extern const Type<std::string> kHostPattern;  // as policy::is_host_pattern
extern const Type<std::string> kOrigin;       // as policy::is_origin
extern const Type<std::string> kKeyId;        // beside which its secret may have been pasted
// Not shown, and not repeated in messages.
extern const Type<Secret> kProxy;  // may have a password in it
extern const Type<Secret> kToken;  // of AWS's
extern const Type<Secret> kGatewayKey;

}  // namespace gw::config
