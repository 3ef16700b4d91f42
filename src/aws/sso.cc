#include "aws/sso.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "aws/json_text.h"
#include "aws/time.h"
#include "base/encoding.h"
#include "json/write.h"

namespace gw::aws {
namespace {

// It is sent in a header field.
bool is_token(const Secret& token) {
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  return !token.empty() && std::ranges::all_of(token.reveal(), is_visible);
}

Secret to_secret(Buffer& text) {
  Secret secret(text.view());
  wipe({text.data(), text.size()});
  return secret;
}

}  // namespace

std::string sso_cache_file(std::string_view session_or_start_url) {
  std::array<unsigned char, 20> digest{};
  EVP_Digest(session_or_start_url.data(), session_or_start_url.size(), digest.data(), nullptr,
             EVP_sha1(), nullptr);
  return to_hex(digest) + ".json";
}

Result<SsoToken> parse_sso_token(std::string_view json) {
  json::Document document;
  const auto value = document.parse(json);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return fail(Errc::invalid, "it is not a JSON object");
  SsoToken token;
  token.access_token = secret_of(*object, "accessToken");
  token.client_id = text_of(*object, "clientId");
  token.client_secret = secret_of(*object, "clientSecret");
  token.refresh_token = secret_of(*object, "refreshToken");
  token.registration_expires_at = text_of(*object, "registrationExpiresAt");
  token.region = text_of(*object, "region");
  token.start_url = text_of(*object, "startUrl");
  const auto expires_at = parse_iso8601(text_of(*object, "expiresAt"));
  if (!is_token(token.access_token) || !expires_at) {
    return fail(Errc::invalid, "it has no accessToken, or no expiresAt");
  }
  token.expires_at = *expires_at;
  return token;
}

Secret format_sso_token(const SsoToken& token) {
  Buffer out;
  out.prepare(16 * 1024);  // no copy is left behind by growing
  json::Writer writer(out);
  writer.begin_object();
  writer.member("accessToken", token.access_token.reveal());
  writer.member("expiresAt", format_iso8601(token.expires_at));
  writer.member("clientId", token.client_id);
  writer.member("clientSecret", token.client_secret.reveal());
  writer.member("refreshToken", token.refresh_token.reveal());
  if (!token.registration_expires_at.empty()) {
    writer.member("registrationExpiresAt", token.registration_expires_at);
  }
  if (!token.region.empty()) writer.member("region", token.region);
  if (!token.start_url.empty()) writer.member("startUrl", token.start_url);
  writer.end_object();
  return to_secret(out);
}

Secret sso_refresh_body(const SsoToken& token) {
  Buffer out;
  out.prepare(16 * 1024);
  json::Writer writer(out);
  writer.begin_object();
  writer.member("clientId", token.client_id);
  writer.member("clientSecret", token.client_secret.reveal());
  writer.member("grantType", std::string_view("refresh_token"));
  writer.member("refreshToken", token.refresh_token.reveal());
  writer.end_object();
  return to_secret(out);
}

Result<SsoToken> parse_sso_refresh(std::string_view json, SsoToken token, std::int64_t now) {
  constexpr std::int64_t kLongest = 365 * std::int64_t{86400};
  json::Document document;
  const auto value = document.parse(json);
  const auto object = value ? value->object() : std::nullopt;
  if (!object) return fail(Errc::invalid, "the answer is not a JSON object");
  const auto lifetime = object->find("expiresIn");
  const auto seconds = lifetime ? lifetime->integer() : std::nullopt;
  Secret access_token = secret_of(*object, "accessToken");
  if (!is_token(access_token) || !seconds || *seconds <= 0 || *seconds > kLongest) {
    return fail(Errc::invalid, "the answer has no accessToken, or no expiresIn");
  }
  token.access_token = std::move(access_token);
  token.expires_at = now + *seconds;
  if (Secret next = secret_of(*object, "refreshToken"); !next.empty()) {
    token.refresh_token = std::move(next);
  }
  return token;
}

std::string sso_credentials_query(std::string_view account_id, std::string_view role_name) {
  return "/federation/credentials?role_name=" + percent_encode(role_name) +
         "&account_id=" + percent_encode(account_id);
}

}  // namespace gw::aws
