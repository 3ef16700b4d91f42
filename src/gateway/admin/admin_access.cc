#include "gateway/admin/admin_access.h"

#include <string>

#include "gateway/front/browser_guard.h"
#include "gateway/front/keys.h"
#include "server/listener.h"
#include "tenancy/entities.h"

namespace gw::gateway {

namespace {

llm::Failure wrong_token() {
  llm::Failure failure(401, llm::FailureKind::authentication,
                       "The admin listener needs the admin token (admin.token), as "
                       "'Authorization: Bearer TOKEN'; the request had none, or a wrong one. "
                       "Gateway keys do not work here.");
  failure.code = "invalid_admin_token";
  return failure;
}

llm::Failure foreign_to_admin() {
  llm::Failure failure(403, llm::FailureKind::permission,
                       "The request comes from a page of another site, or by a name that is not "
                       "this machine's. Set admin.token, or call the admin listener by its "
                       "address.");
  failure.code = "foreign_site";
  return failure;
}

bool is_token(std::string_view given, const aws::Digest& token) {
  return equal_in_constant_time(aws::view(aws::sha256(given)), aws::view(token));
}

}  // namespace

bool has_admin_listener(const config::AdminSettings& settings) { return settings.listen != "off"; }

Result<> check_admin(const config::AdminSettings& settings) {
  if (!has_admin_listener(settings)) return {};
  const Result<server::Address> address = server::parse_address(settings.listen);
  if (!address) return std::unexpected(address.error());
  if (!settings.token.empty() || server::is_loopback(*address)) return {};
  return fail(Errc::invalid, "refusing to open the admin listener on " + settings.listen +
                                 " without a token: set admin.token "
                                 "(BEDROCK_GATEWAY_ADMIN_TOKEN), or listen on 127.0.0.1");
}

AdminAccess::AdminAccess(const Secret& token) {
  if (!token.empty()) token_ = tenancy::digest_of_setting(token.reveal());
}

std::optional<llm::Failure> AdminAccess::object(const http::Fields& fields) const {
  if (token_) {
    const bool right =
        is_token(bearer_of(fields), *token_) || is_token(fields.get("x-api-key"), *token_);
    if (!right) return wrong_token();
    return std::nullopt;
  }
  if (find_stranger(fields, {}, {}) != Stranger::none) return foreign_to_admin();
  return std::nullopt;
}

}  // namespace gw::gateway
