// Who may do what: teams and keys as an operator writes them down. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "aws/sha256.h"
#include "tenancy/money.h"

namespace gw::tenancy {

// Seconds since the epoch.
using Time = std::int64_t;

// Each 0: no such limit.
struct Limits {
  std::int64_t requests_per_minute = 0;
  std::int64_t requests_per_day = 0;
  std::int64_t tokens_per_minute = 0;  // input, written to the cache, and output
  std::int64_t tokens_per_day = 0;
  std::int64_t input_tokens_per_minute = 0;
  std::int64_t output_tokens_per_minute = 0;
  std::int64_t concurrency = 0;  // requests at once

  friend bool operator==(const Limits&, const Limits&) = default;
};
// The largest value of a limit.
inline constexpr std::int64_t kMostLimit = 1'000'000'000'000;

// A stretch of time, in UTC: the hour, the day, the week from Monday, the month, and all time.
enum class Window { hour, day, week, month, total };

enum class OnExceed { block, warn };

struct Budget {
  Nanodollars amount = 0;
  Window window = Window::total;
  OnExceed on_exceed = OnExceed::block;

  friend bool operator==(const Budget&, const Budget&) = default;
};

// What teams and keys have alike. A request needs the consent of its key and of all its teams.
struct Terms {
  std::vector<std::string> models;  // patterns as in bedrock/name_pattern.h; empty: every model
  Limits limits;
  std::vector<Budget> budgets;  // of different windows
  bool disabled = false;
};

struct Team {
  std::string id;
  std::string name;    // for people; may be empty
  std::string parent;  // a team's id; empty: none
  Terms terms;
};

struct KeySecret {
  aws::Digest digest{};  // of the text that clients send
  Time not_after = 0;    // 0: no such time
};

struct Key {
  std::string id;    // public: in logs, and what [[role]] and [[guardrail]] tables name
  std::string name;  // for people; may be empty
  std::string team;  // its id; empty: none
  std::vector<KeySecret> secrets;
  Time expires_at = 0;  // 0: never
  Terms terms;
  bool allow_unpriced = false;  // models without a known price, though there are budgets
};

// Teams above each other.
inline constexpr std::size_t kMostLevels = 3;

// An id: 1 to 64 of A-Z a-z 0-9 . _ - that does not look like a secret.
bool is_entity_id(std::string_view text);

// Of a secret that is written down plainly, or as "sha256:" and its digest in hexadecimal.
aws::Digest digest_of_setting(std::string_view text);

// The id of a key that has no other: the first 12 hexadecimal digits of its digest, which tell keys
// apart and nothing of them.
std::string id_of(const aws::Digest& digest);

}  // namespace gw::tenancy
