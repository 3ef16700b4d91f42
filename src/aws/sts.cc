#include "aws/sts.h"

#include <algorithm>

#include "aws/time.h"
#include "aws/xml.h"
#include "base/ascii.h"
#include "base/encoding.h"
#include "base/signed_text.h"

namespace gw::aws {
namespace {

constexpr std::size_t kMaxSessionName = 64;
constexpr std::size_t kMaxMessage = 300;

bool is_session_name_byte(char c) {
  return ascii::is_alpha(c) || ascii::is_digit(c) || std::string_view("_+=,.@-").contains(c);
}

void append_parameter(std::string_view name, std::string_view value, std::string& form) {
  if (!form.empty()) form.push_back('&');
  form.append(name).push_back('=');
  append_percent_encoded(value, form);
}

std::string form_of(std::string_view action) {
  std::string form;
  append_parameter("Action", action, form);
  append_parameter("Version", "2011-06-15", form);
  return form;
}

void append_role(const Role& role, std::string& form) {
  append_parameter("RoleArn", role.arn, form);
  append_parameter("RoleSessionName", role.session_name, form);
  append_parameter("DurationSeconds", std::to_string(role.duration_seconds), form);
}

}  // namespace

bool is_role_arn(std::string_view arn) {
  constexpr std::size_t kMaxArn = 2048;
  if (arn.size() > kMaxArn || ascii::take_until(':', arn) != "arn") return false;
  const std::string_view partition = ascii::take_until(':', arn);
  const std::string_view service = ascii::take_until(':', arn);
  const std::string_view region = ascii::take_until(':', arn);
  const std::string_view account = ascii::take_until(':', arn);
  const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
  return partition.starts_with("aws") && service == "iam" && region.empty() &&
         account.size() == 12 && std::ranges::all_of(account, ascii::is_digit) &&
         arn.starts_with("role/") && arn.size() > 5 && std::ranges::all_of(arn, is_visible);
}

std::string to_session_name(std::string_view text) {
  std::string name(text.substr(0, kMaxSessionName));
  for (char& c : name) {
    if (!is_session_name_byte(c)) c = '-';
  }
  while (name.size() < 2) name.push_back('-');
  return name;
}

std::string assume_role_form(const Role& role) {
  std::string form = form_of("AssumeRole");
  append_role(role, form);
  if (!role.external_id.empty()) append_parameter("ExternalId", role.external_id, form);
  for (std::size_t i = 0; i < role.tags.size(); ++i) {
    const std::string member = "Tags.member." + std::to_string(i + 1);
    append_parameter(member + ".Key", role.tags[i].first, form);
    append_parameter(member + ".Value", role.tags[i].second, form);
  }
  return form;
}

Secret web_identity_form(const Role& role, std::string_view token) {
  std::string form = form_of("AssumeRoleWithWebIdentity");
  append_role(role, form);
  form.reserve(form.size() + 32 + 3 * token.size());  // no copy is left behind by growing
  append_parameter("WebIdentityToken", token, form);
  return Secret::take(form);
}

std::string caller_identity_form() { return form_of("GetCallerIdentity"); }

Result<Issued> parse_assumed_role(std::string_view xml) {
  const auto key_id = xml_value(xml, "Credentials/AccessKeyId");
  auto secret = xml_value(xml, "Credentials/SecretAccessKey");
  auto token = xml_value(xml, "Credentials/SessionToken");
  const auto expiration = xml_value(xml, "Credentials/Expiration");
  if (!key_id || key_id->empty() || !secret || secret->empty() || !token || token->empty()) {
    return fail(Errc::invalid, "the answer has no complete credentials");
  }
  Issued issued;
  issued.credentials.access_key_id = *key_id;
  issued.credentials.secret_access_key = Secret::take(*secret);
  issued.credentials.session_token = Secret::take(*token);
  if (expiration) issued.expires_at = parse_iso8601(*expiration);
  if (!issued.expires_at) return fail(Errc::invalid, "the answer does not say when they expire");
  return check_issued(std::move(issued));
}

std::string parse_caller_arn(std::string_view xml) {
  return xml_value(xml, "GetCallerIdentityResult/Arn").value_or("");
}

StsError parse_sts_error(std::string_view body) {
  StsError error;
  error.code = xml_value(body, "Error/Code").value_or("").substr(0, kMaxSessionName);
  const std::string message = xml_value(body, "Error/Message").value_or("");
  error.message = without_signed_text(message).substr(0, kMaxMessage);
  return error;
}

}  // namespace gw::aws
