#include "gateway/front/keys.h"

#include <array>
#include <string>

#include "base/ascii.h"
#include "bedrock/model_id.h"

namespace gw::gateway {

namespace {

using tenancy::Denial;

constexpr std::string_view kBearerScheme = "Bearer ";

// As OpenAI's API has it: the type is that of any request at fault, the code says the rest. The
// dialect of Anthropic goes by the status.
llm::Failure denied(Denial why) {
  llm::Failure failure(401, llm::FailureKind::invalid_request,
                       "This gateway needs one of its keys, as 'Authorization: Bearer KEY' or "
                       "'x-api-key: KEY'; the request had none, or a wrong one.");
  failure.code = "invalid_api_key";
  if (why == Denial::expired) {
    failure.message = "The gateway key of this request has expired. Ask its operator for another.";
    failure.code = "key_expired";
  } else if (why == Denial::disabled) {
    failure.message =
        "The gateway key of this request, or a team that it belongs to, is disabled. Ask the "
        "gateway's operator.";
    failure.code = "key_disabled";
  }
  return failure;
}

// Of AWS's clients that sign: "AWS4-HMAC-SHA256
// Credential=KEY/20260101/region/bedrock/aws4_request,
// ...". The key is the secret here, so the signature says no more than it.
std::string_view access_key_of(const http::Fields& fields) {
  constexpr std::string_view kSigned = "AWS4-HMAC-SHA256 ";
  constexpr std::string_view kCredential = "Credential=";
  constexpr int kScopeParts = 4;
  std::string_view value = fields.get("authorization");
  if (!value.starts_with(kSigned)) return {};
  const std::size_t at = value.find(kCredential);
  if (at == std::string_view::npos) return {};
  value.remove_prefix(at + kCredential.size());
  value = value.substr(0, value.find(','));
  for (int i = 0; i < kScopeParts; ++i) {
    const std::size_t slash = value.rfind('/');
    if (slash == std::string_view::npos) return {};
    value = value.substr(0, slash);
  }
  return value;
}

}  // namespace

std::string_view bearer_of(const http::Fields& fields) {
  const std::string_view value = fields.get("authorization");
  if (!ascii::starts_with_ignoring_case(value, kBearerScheme)) return {};
  return ascii::trim(value.substr(kBearerScheme.size()));
}

std::expected<Admission, llm::Failure> find_key(const tenancy::Directory& directory,
                                                const http::Fields& fields, tenancy::Time now) {
  const auto by_api_key = directory.find(fields.get("x-api-key"), now);
  if (by_api_key) return Admission{*by_api_key, KeyField::x_api_key};
  const auto by_bearer = directory.find(bearer_of(fields), now);
  if (by_bearer) return Admission{*by_bearer, KeyField::authorization};
  const auto by_access_key = directory.find(access_key_of(fields), now);
  if (by_access_key) return Admission{*by_access_key, KeyField::authorization};
  Denial why = Denial::unknown;  // unless one of them is known
  for (const Denial each : {by_bearer.error(), by_api_key.error(), by_access_key.error()}) {
    if (why == Denial::unknown) why = each;
  }
  return std::unexpected(denied(why));
}

bool may_use(const Context& context, const ModelNames& names) {
  if (!context.grant || !context.grant->restricts_models()) return true;
  const std::string_view id = names.resolved.empty() ? names.asked : names.resolved;
  const std::array<std::string_view, 3> all{names.asked, names.resolved, bedrock::base_model(id)};
  return context.grant->allows(all);
}

llm::Failure model_not_allowed(std::string_view asked) {
  llm::Failure failure(404, llm::FailureKind::invalid_request,
                       "The model '" + std::string(asked) +
                           "' does not exist, or this gateway key may not use it. GET /v1/models "
                           "shows those that it may.");
  failure.param = "model";
  failure.code = "model_not_found";
  return failure;
}

}  // namespace gw::gateway
