#include "aws/issued.h"

#include <algorithm>
#include <string>

#include "aws/json_text.h"
#include "aws/time.h"

namespace gw::aws {
namespace {

// The names of the members in one form of answer.
struct Names {
  std::string_view key_id, secret, token, expiration;
};
constexpr Names kProcess{"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"};
constexpr Names kContainer{"AccessKeyId", "SecretAccessKey", "Token", "Expiration"};
constexpr Names kSso{"accessKeyId", "secretAccessKey", "sessionToken", "expiration"};

std::unexpected<Error> lacks(std::string_view what) {
  return fail(Errc::invalid, "the answer has no " + std::string(what));
}

// "expiration" is epoch milliseconds for the SSO portal, ISO 8601 elsewhere.
Result<std::optional<std::int64_t>> expiration(const json::Object& object, std::string_view name) {
  const auto member = object.find(name);
  if (!member || member->is_null()) return std::nullopt;
  if (const auto milliseconds = member->integer()) return *milliseconds / 1000;
  const std::string text = text_of(object, name);
  if (text.empty()) return std::nullopt;
  const auto time = parse_iso8601(text);
  if (!time) return fail(Errc::invalid, "the answer's " + std::string(name) + " is not a time");
  return time;
}

Result<Issued> read(const json::Object& object, const Names& names) {
  const auto expires_at = expiration(object, names.expiration);
  if (!expires_at) return std::unexpected(expires_at.error());
  Issued issued;
  issued.credentials.access_key_id = text_of(object, names.key_id);
  issued.credentials.secret_access_key = secret_of(object, names.secret);
  issued.credentials.session_token = secret_of(object, names.token);
  issued.expires_at = *expires_at;
  if (issued.credentials.access_key_id.empty()) return lacks(names.key_id);
  if (issued.credentials.secret_access_key.empty()) return lacks(names.secret);
  return check_issued(std::move(issued));
}

// Gives the object of a whole text to `use`.
template <class Use>
Result<Issued> with_object(std::string_view json, const Use& use) {
  json::Document document;
  const auto value = document.parse(json);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return fail(Errc::invalid, "the answer is not a JSON object");
  return use(*object);
}

}  // namespace

Result<Issued> check_issued(Issued issued) {
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  const Credentials& credentials = issued.credentials;
  if (!std::ranges::all_of(credentials.access_key_id, is_visible) ||
      !std::ranges::all_of(credentials.secret_access_key.reveal(), is_visible) ||
      !std::ranges::all_of(credentials.session_token.reveal(), is_visible)) {
    return fail(Errc::invalid,
                "the key id, the secret or the session token has characters that none has");
  }
  return issued;
}

Result<Issued> parse_process_answer(std::string_view json) {
  return with_object(json, [](const json::Object& object) -> Result<Issued> {
    const auto version = object.find("Version");
    if (!version || version->integer() != 1) return fail(Errc::invalid, "its Version is not 1");
    return read(object, kProcess);
  });
}

Result<Issued> parse_container_answer(std::string_view json) {
  return with_object(json, [](const json::Object& object) { return read(object, kContainer); });
}

Result<Issued> parse_metadata_answer(std::string_view json) {
  return with_object(json, [](const json::Object& object) -> Result<Issued> {
    const std::string code = text_of(object, "Code");
    if (!code.empty() && code != "Success") {
      return fail(Errc::invalid,
                  "the instance has no credentials for its role (" + code.substr(0, 64) + ")");
    }
    return read(object, kContainer);
  });
}

Result<Issued> parse_sso_answer(std::string_view json) {
  return with_object(json, [](const json::Object& object) -> Result<Issued> {
    const auto member = object.find("roleCredentials");
    const auto credentials = member ? member->object() : std::nullopt;
    if (!credentials) return lacks("roleCredentials");
    return read(*credentials, kSso);
  });
}

}  // namespace gw::aws
