// Which role the gateway assumes for a request, by its operator's rules. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/sts.h"
#include "base/result.h"

namespace gw::aws {

// Patterns are a text, or one that ends with '*'.
struct RoleRule {
  std::string model = "*";  // of the id that Bedrock gets
  std::string key = "*";    // of the id of the client's gateway key (gateway/front/keys.h)
  std::string arn;
  std::string external_id;
  std::string session_name = "{key}";  // {key} and {model} stand for the request's
  std::uint32_t duration_seconds = 3600;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct RoleQuestion {
  std::string_view model;
  std::string_view key;        // "" when no gateway key is needed
  std::string_view asked_for;  // by the client, the ARN of a role; "" mostly
};

class RoleRules {
 public:
  RoleRules() = default;
  // `allowed`: patterns of the roles that clients may ask for.
  RoleRules(std::vector<RoleRule> rules, std::vector<std::string> allowed)
      : rules_(std::move(rules)), allowed_(std::move(allowed)) {}

  bool empty() const { return rules_.empty() && allowed_.empty(); }
  // The role that was asked for, else that of the first rule that fits; nullopt: none, the gateway
  // acts as itself. Errors: invalid: what was asked for is not allowed.
  Result<std::optional<Role>> choose(const RoleQuestion& question) const;
  // The role that its ARN names, as the first rule for it says, whatever that fits; without one as
  // by default.
  Role named(std::string_view arn, const RoleQuestion& question) const;

 private:
  std::vector<RoleRule> rules_;
  std::vector<std::string> allowed_;
};

}  // namespace gw::aws
