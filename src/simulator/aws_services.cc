#include "simulator/aws_services.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "aws/sigv4_verify.h"
#include "aws/sts.h"
#include "aws/time.h"
#include "base/ascii.h"
#include "base/id.h"
#include "simulator/json_object.h"
#include "simulator/json_value.h"
#include "simulator/parameters.h"

namespace gw::simulator {
namespace {

constexpr std::int64_t kUsualLife = 3600;
constexpr std::string_view kMetadataToken = "EXAMPLE-METADATA-TOKEN";
constexpr std::string_view kMetadataRole = "bedrock-gateway-role";
constexpr std::string_view kRoles = "/latest/meta-data/iam/security-credentials/";

Reply xml(int status, std::string body) {
  return {.status = status, .content_type = "text/xml", .body = std::move(body)};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

Reply sts_error(int status, std::string_view code, std::string_view message) {
  return xml(status,
             "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>"
             "<Type>Sender</Type><Code>" +
                 std::string(code) + "</Code><Message>" + escaped(message) +
                 "</Message></Error><RequestId>" + make_id("", 24) +
                 "</RequestId></ErrorResponse>");
}

std::string element(std::string_view name, std::string_view text) {
  return "<" + std::string(name) + ">" + escaped(text) + "</" + std::string(name) + ">";
}

Reply sts_result(std::string_view action, const std::string& content) {
  const std::string name(action);
  return xml(200, "<" + name + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" +
                      name + "Result>" + content + "</" + name +
                      "Result><ResponseMetadata><RequestId>" + make_id("", 24) +
                      "</RequestId></ResponseMetadata></" + name + "Response>");
}

std::string credentials_element(const Issuer::Known& issued) {
  return "<Credentials>" + element("AccessKeyId", issued.credentials.access_key_id) +
         element("SecretAccessKey", issued.credentials.secret_access_key.reveal()) +
         element("SessionToken", issued.credentials.session_token.reveal()) +
         element("Expiration", aws::format_iso8601(issued.expires_at)) + "</Credentials>";
}

// "arn:aws:sts::123456789012:assumed-role/demo/session"
std::string session_arn(std::string_view role, std::string_view session) {
  std::string arn(role);
  const std::size_t name = arn.rfind('/');
  return "arn:aws:sts::123456789012:assumed-role" + arn.substr(name) + "/" + std::string(session);
}

bool is_session_name(std::string_view name) { return aws::to_session_name(name) == name; }

// What is wrong with the members that both ways of assuming a role have.
std::optional<Reply> refuse_role(const Parameters& form, std::int64_t& duration) {
  const std::string_view role = find(form, "RoleArn");
  if (!aws::is_role_arn(role)) return sts_error(400, "ValidationError", "RoleArn is invalid");
  if (!is_session_name(find(form, "RoleSessionName"))) {
    return sts_error(400, "ValidationError",
                     "1 validation error detected: Value at 'roleSessionName' failed to satisfy "
                     "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  }
  const std::string_view seconds = find(form, "DurationSeconds");
  if (!seconds.empty()) {
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), duration);
    if (duration < 900 || duration > 43200) {
      return sts_error(400, "ValidationError", "DurationSeconds must be between 900 and 43200");
    }
  }
  if (role.contains("forbidden")) {
    return sts_error(403, "AccessDenied",
                     "User: arn:aws:iam::123456789012:user/example is not authorized to perform: "
                     "sts:AssumeRole on resource: " +
                         std::string(role));
  }
  return std::nullopt;
}

// STS has other names for what is wrong with a signature.
Reply sts_refusal(const Refusal& refusal) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"MissingAuthenticationTokenException", "MissingAuthenticationToken"},
      {"IncompleteSignatureException", "IncompleteSignature"},
      {"UnrecognizedClientException", "InvalidClientTokenId"},
      {"InvalidSignatureException", "SignatureDoesNotMatch"},
      {"ExpiredTokenException", "ExpiredToken"}};
  for (const auto& [bedrock, sts] : kNames) {
    if (bedrock == refusal.code) return sts_error(403, sts, refusal.message);
  }
  return sts_error(403, refusal.code, refusal.message);
}

Reply plain(int status, std::string body) {
  return {.status = status, .content_type = "text/plain", .body = std::move(body)};
}

std::string container_answer(const Issuer::Known& issued) {
  return json_object([&](json::Writer& out) {
    out.member("Code", std::string_view("Success"));
    out.member("Type", std::string_view("AWS-HMAC"));
    out.member("AccessKeyId", issued.credentials.access_key_id);
    out.member("SecretAccessKey", issued.credentials.secret_access_key.reveal());
    out.member("Token", issued.credentials.session_token.reveal());
    out.member("Expiration", aws::format_iso8601(issued.expires_at));
  });
}

Reply json_error(int status, std::string_view code, std::string_view message) {
  return {.status = status, .body = json_object([&](json::Writer& out) {
                              out.member("error", code).member("message", message);
                            })};
}

}  // namespace

Reply AwsServices::answer(Operation::Kind kind, const http::RequestHead& head,
                          std::string_view body, std::int64_t now) {
  AwsSecrets secrets;
  {
    const std::lock_guard lock(mutex_);
    secrets = secrets_;
  }
  switch (kind) {
    case Operation::Kind::sts:
      return sts(head, body, now, secrets);
    case Operation::Kind::metadata:
      return metadata(head, now, secrets);
    case Operation::Kind::container:
      return container(head, now, secrets);
    case Operation::Kind::sso_portal:
      return sso_portal(head, now, secrets);
    default:
      return sso_oidc(body);
  }
}

Reply AwsServices::sts(const http::RequestHead& head, std::string_view body, std::int64_t now,
                       const AwsSecrets& secrets) {
  const Parameters form = parse_parameters(body);
  const std::string_view action = find(form, "Action");
  if (find(form, "Version") != "2011-06-15") {
    return sts_error(400, "InvalidAction", "Could not find operation for that version");
  }
  const bool by_token = action == "AssumeRoleWithWebIdentity";
  if (!by_token) {
    const auto refusal = refuse_signature(access_, "sts", head, body, now);
    if (refusal) return sts_refusal(*refusal);
  }
  if (action == "GetCallerIdentity") {
    const auto key = aws::parse_authorization(head.fields.get("authorization"))->access_key_id;
    return sts_result(action, element("Arn", "arn:aws:iam::123456789012:user/" + std::string(key)) +
                                  element("UserId", key) + element("Account", "123456789012"));
  }
  if (!by_token && action != "AssumeRole") {
    return sts_error(400, "InvalidAction", "Could not find operation " + std::string(action));
  }
  std::int64_t duration = kUsualLife;
  if (auto refused = refuse_role(form, duration)) return *std::move(refused);
  const std::string_view role = find(form, "RoleArn");
  if (by_token && find(form, "WebIdentityToken") != secrets.web_identity_token) {
    return sts_error(400, "InvalidIdentityToken", "The web identity token is not valid");
  }
  if (role.contains("needs-external-id") && find(form, "ExternalId") != secrets.external_id) {
    return sts_error(403, "AccessDenied", "not authorized to perform: sts:AssumeRole");
  }
  const Issuer::Known issued = issuer_.issue(now, duration);
  const std::string user = "<AssumedRoleUser>" + element("AssumedRoleId", "AROAEXAMPLE:session") +
                           element("Arn", session_arn(role, find(form, "RoleSessionName"))) +
                           "</AssumedRoleUser>";
  return sts_result(action, credentials_element(issued) + user);
}

Reply AwsServices::metadata(const http::RequestHead& head, std::int64_t now,
                            const AwsSecrets& secrets) {
  if (head.path() == "/latest/api/token") {
    const std::string_view ttl = head.fields.get("x-aws-ec2-metadata-token-ttl-seconds");
    const bool good = !ttl.empty() && std::ranges::all_of(ttl, ascii::is_digit);
    return good ? plain(200, std::string(kMetadataToken)) : plain(400, "Bad Request");
  }
  const std::string_view token = head.fields.get("x-aws-ec2-metadata-token");
  if (token != kMetadataToken && !(token.empty() && secrets.metadata_v1)) {
    return plain(401, "Unauthorized");
  }
  if (head.path() == "/latest/meta-data/placement/region") return plain(200, "us-east-1");
  if (head.path() == kRoles) return plain(200, std::string(kMetadataRole));
  if (head.path() != std::string(kRoles) + std::string(kMetadataRole))
    return plain(404, "Not Found");
  return {.body = container_answer(issuer_.issue(now, kUsualLife))};
}

Reply AwsServices::container(const http::RequestHead& head, std::int64_t now,
                             const AwsSecrets& secrets) {
  const bool eks = head.path().starts_with("/v1/");
  if (eks && head.fields.get("authorization") != secrets.container_token) {
    return json_error(401, "Unauthorized", "The token in the request is not valid");
  }
  return {.body = container_answer(issuer_.issue(now, kUsualLife))};
}

Reply AwsServices::sso_portal(const http::RequestHead& head, std::int64_t now,
                              const AwsSecrets& secrets) {
  const Parameters query = parse_parameters(head.query());
  if (head.fields.get("x-amz-sso_bearer_token") != secrets.sso_access_token) {
    return json_error(401, "UnauthorizedException", "Session token not found or invalid");
  }
  if (find(query, "role_name").empty() || find(query, "account_id").empty()) {
    return json_error(400, "InvalidRequestException", "role_name and account_id are required");
  }
  const Issuer::Known issued = issuer_.issue(now, kUsualLife);
  std::string body = json_object([&](json::Writer& out) {
    out.key("roleCredentials").begin_object();
    out.member("accessKeyId", issued.credentials.access_key_id);
    out.member("secretAccessKey", issued.credentials.secret_access_key.reveal());
    out.member("sessionToken", issued.credentials.session_token.reveal());
    out.member("expiration", issued.expires_at * 1000);
    out.end_object();
  });
  return {.body = std::move(body)};
}

// Refresh tokens are good once.
Reply AwsServices::sso_oidc(std::string_view body) {
  const auto request = parse_json(body);
  const std::lock_guard lock(mutex_);
  const bool good = request && (*request)["grantType"].text == "refresh_token" &&
                    !(*request)["clientId"].text.empty() &&
                    !(*request)["clientSecret"].text.empty() &&
                    (*request)["refreshToken"].text == secrets_.sso_refresh_token;
  if (!good) return json_error(400, "invalid_grant", "The refresh token is not valid");
  secrets_.sso_access_token = make_id("SIMULATED-SSO-ACCESS-TOKEN-", 16);
  secrets_.sso_refresh_token = make_id("SIMULATED-SSO-REFRESH-TOKEN-", 16);
  return {.body = json_object([&](json::Writer& out) {
            out.member("accessToken", secrets_.sso_access_token);
            out.member("expiresIn", kUsualLife);
            out.member("refreshToken", secrets_.sso_refresh_token);
            out.member("tokenType", std::string_view("Bearer"));
          })};
}

Result<> AwsServices::configure(std::string_view json) {
  const auto wanted = parse_json(json);
  if (!wanted || !wanted->is(Value::Kind::object)) {
    return fail(Errc::invalid, "PUT /_sim/aws takes a JSON object");
  }
  const std::lock_guard lock(mutex_);
  const std::array<std::pair<std::string_view, std::string*>, 5> texts{{
      {"web_identity_token", &secrets_.web_identity_token},
      {"container_token", &secrets_.container_token},
      {"sso_access_token", &secrets_.sso_access_token},
      {"sso_refresh_token", &secrets_.sso_refresh_token},
      {"external_id", &secrets_.external_id},
  }};
  for (const auto& [name, value] : wanted->members) {
    const auto* const text =
        std::ranges::find(texts, name, &std::pair<std::string_view, std::string*>::first);
    if (text != texts.end()) {
      *text->second = value.text;
    } else if (name == "metadata_v1") {
      secrets_.metadata_v1 = value.boolean;
    } else if (name == "lifetime") {
      issuer_.always(static_cast<std::int64_t>(value.number));
    } else if (name == "expire") {
      issuer_.expire();
    } else {
      return fail(Errc::invalid, "PUT /_sim/aws does not know '" + name + "'");
    }
  }
  return {};
}

}  // namespace gw::simulator
