// IAM Identity Center as the CLI uses it: the token that `aws sso login` has left in a file, its
// refresh, and the request for a role's credentials.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace gw::aws {

struct SsoToken {
  Secret access_token;
  std::int64_t expires_at = 0;  // seconds since the epoch
  // What a refresh takes; a token of the old form has none of it.
  std::string client_id;
  Secret client_secret;
  Secret refresh_token;
  std::string registration_expires_at;  // as it stands in the file
  std::string region;
  std::string start_url;

  bool refreshable() const {
    return !client_id.empty() && !client_secret.empty() && !refresh_token.empty();
  }
};

// The name of the file under ~/.aws/sso/cache/, for the name of an [sso-session] or, without one,
// for the start URL.
std::string sso_cache_file(std::string_view session_or_start_url);

// Errors: invalid.
Result<SsoToken> parse_sso_token(std::string_view json);
// The file's content, as the CLI reads it.
Secret format_sso_token(const SsoToken& token);

// The body for POST /token of the OIDC endpoint, and what its answer makes of the token.
Secret sso_refresh_body(const SsoToken& token);
Result<SsoToken> parse_sso_refresh(std::string_view json, SsoToken token, std::int64_t now);

// Path and query of GetRoleCredentials.
std::string sso_credentials_query(std::string_view account_id, std::string_view role_name);

}  // namespace gw::aws
