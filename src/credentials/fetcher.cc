#include "credentials/fetcher.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include "base/ascii.h"
#include "base/encoding.h"
#include "credentials/files.h"
#include "http/write.h"
#include "io/process.h"

namespace gw::credentials {

namespace {

using namespace std::chrono_literals;

// Of the services: STS and the portal answer in a fraction of a second, or not at all.
constexpr auto kServiceConnectTime = 3s;
// Of endpoints on the machine itself: those that are there answer at once.
constexpr auto kNeighbourConnectTime = 1s;
constexpr auto kContainerTime = 2s;
// An SSO token is refreshed when this much of its life is left, at most so often.
constexpr std::int64_t kTokenMargin = 300;

io::ConnectLimits connect_limits(std::chrono::milliseconds time,
                                 const std::optional<io::Proxy>& proxy) {
  io::ConnectLimits limits;
  limits.connect_timeout = time;
  limits.proxy = proxy;
  return limits;
}

std::unexpected<Error> because(std::string what, const Error& error) {
  return fail(error.code, std::move(what) + ": " + error.message);
}

// What a service said instead of credentials.
std::unexpected<Error> refused(std::string_view by, std::string_view what, const Answer& answer) {
  const aws::StsError error = aws::parse_sts_error(answer.body.reveal());
  std::string message = std::string(by) + " refused " + std::string(what) + " (status " +
                        std::to_string(answer.status);
  if (!error.code.empty()) message += ", " + error.code;
  message += ")";
  if (!error.message.empty()) message += ": " + error.message;
  // Another time it may work.
  const bool passing = answer.status >= 500 || answer.status == 429;
  return fail(passing ? Errc::busy : Errc::invalid, std::move(message));
}

// An expiration is compared with this machine's clock, which may be wrong.
Result<aws::Issued> in_our_time(Result<aws::Issued> issued, std::int64_t ahead) {
  if (issued && issued->expires_at) *issued->expires_at -= ahead;
  return issued;
}

constexpr std::string_view kMetadata = "the instance metadata service";

upstream::Outgoing get_request(std::string_view target, std::span<const aws::Header> headers) {
  upstream::Outgoing request;
  request.method = "GET";
  request.path = target;
  request.headers = headers;
  return request;
}

}  // namespace

Fetcher::Fetcher(io::Worker& worker, const io::TlsContext* tls,
                 const std::optional<io::Proxy>& proxy, FindEndpoint find_endpoint,
                 std::string home, std::chrono::milliseconds process_time)
    : worker_(worker),
      find_endpoint_(std::move(find_endpoint)),
      home_(std::move(home)),
      services_(worker, tls, connect_limits(kServiceConnectTime, proxy)),
      neighbours_(worker, tls, connect_limits(kNeighbourConnectTime, std::nullopt)) {
  process_limits_.time = std::min(process_time, process_limits_.time);
}

void Fetcher::expire() {
  services_.expire();
  neighbours_.expire();
}

io::Task<Result<aws::Issued>> Fetcher::fetch(const aws::CredentialPlan& plan,
                                             io::CancelScope& cancel) {
  if (const auto* fixed = std::get_if<aws::StaticSource>(&plan.source)) {
    co_return aws::Issued{fixed->credentials, std::nullopt};
  }
  if (const auto* process = std::get_if<aws::ProcessSource>(&plan.source)) {
    co_return co_await run(*process, cancel);
  }
  if (const auto* identity = std::get_if<aws::WebIdentitySource>(&plan.source)) {
    co_return co_await with_web_identity(*identity, cancel);
  }
  if (const auto* role = std::get_if<aws::AssumeRoleSource>(&plan.source)) {
    co_return co_await assume_with(*role, cancel);
  }
  if (const auto* sso = std::get_if<aws::SsoSource>(&plan.source)) {
    co_return co_await from_sso(*sso, cancel);
  }
  if (const auto* container = std::get_if<aws::ContainerSource>(&plan.source)) {
    co_return co_await from_container(*container, cancel);
  }
  if (const auto* metadata = std::get_if<aws::MetadataSource>(&plan.source)) {
    co_return co_await from_metadata(*metadata, cancel);
  }
  co_return fail(Errc::invalid,
                 "there are none: not in the environment, not in the shared files, and no endpoint "
                 "of a container or an instance gives any");
}

io::Task<Result<aws::Issued>> Fetcher::run(const aws::ProcessSource& source,
                                           io::CancelScope& cancel) {
  const auto ended = co_await io::run_process(worker_, source.command, process_limits_, cancel);
  if (!ended) co_return because("credential_process", ended.error());
  if (ended->exit_status != 0) {
    co_return fail(Errc::invalid, "credential_process: " + source.command.front() +
                                      " ended with status " + std::to_string(ended->exit_status));
  }
  auto issued = aws::parse_process_answer(ended->output.reveal());
  if (!issued) co_return because("credential_process", issued.error());
  if (issued->expires_at.value_or(std::time(nullptr) + 1) <= std::time(nullptr)) {
    co_return fail(Errc::busy, "credential_process: its credentials have expired already");
  }
  co_return issued;
}

io::Task<Result<Answer>> Fetcher::ask_sts(std::string_view region, const aws::Credentials* signer,
                                          std::string_view form, io::CancelScope& cancel) {
  const auto endpoint = find_endpoint_(aws::kSts, region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  Question question{*endpoint, "STS", {}, signer, region, aws::kSts.signing_name};
  question.request.method = "POST";
  question.request.path = "/";
  question.request.content_type = aws::kFormType;
  question.request.body = form;
  co_return co_await services_.ask(question, cancel);
}

io::Task<Result<aws::Issued>> Fetcher::with_web_identity(const aws::WebIdentitySource& source,
                                                         io::CancelScope& cancel) {
  const auto token = read_file(source.token_file);
  if (!token) co_return std::unexpected(token.error());
  const std::string_view text = ascii::trim(token->reveal());
  if (text.empty()) co_return fail(Errc::invalid, source.token_file + " is empty");
  const Secret form = aws::web_identity_form(source.role, text);
  const auto answer = co_await ask_sts(source.region, nullptr, form.reveal(), cancel);
  if (!answer) co_return because("AssumeRoleWithWebIdentity", answer.error());
  if (answer->status != 200) {
    co_return refused("STS", "AssumeRoleWithWebIdentity for " + source.role.arn, *answer);
  }
  co_return in_our_time(aws::parse_assumed_role(answer->body.reveal()), answer->ahead);
}

io::Task<Result<aws::Issued>> Fetcher::assume_with(const aws::AssumeRoleSource& source,
                                                   io::CancelScope& cancel) {
  const auto base = co_await fetch(*source.with, cancel);
  if (!base) co_return because(source.with->origin, base.error());
  co_return co_await assume(source.role, source.region, base->credentials, cancel);
}

io::Task<Result<aws::Issued>> Fetcher::assume(const aws::Role& role, std::string_view region,
                                              const aws::Credentials& by, io::CancelScope& cancel) {
  const std::string form = aws::assume_role_form(role);
  const auto answer = co_await ask_sts(region, &by, form, cancel);
  if (!answer) co_return because("AssumeRole", answer.error());
  if (answer->status != 200) co_return refused("STS", "AssumeRole for " + role.arn, *answer);
  co_return in_our_time(aws::parse_assumed_role(answer->body.reveal()), answer->ahead);
}

io::Task<Result<aws::Issued>> Fetcher::from_sso(const aws::SsoSource& source,
                                                io::CancelScope& cancel) {
  const std::string path = home_ + "/.aws/sso/cache/" + aws::sso_cache_file(source.cache_key);
  constexpr std::string_view kLogin = ". Run 'aws sso login'";
  const auto text = read_file(path);
  if (!text) co_return fail(Errc::invalid, text.error().message + std::string(kLogin));
  auto token = aws::parse_sso_token(text->reveal());
  if (!token) co_return fail(Errc::invalid, path + ": " + token.error().message);
  const auto newer = renewed_.find(path);
  if (newer != renewed_.end() && newer->second.expires_at > token->expires_at)
    token = newer->second;
  const std::int64_t now = std::time(nullptr);
  if (token->expires_at - now < kTokenMargin && source.session && token->refreshable()) {
    auto refreshed = co_await refresh_token(*token, path, source.region, cancel);
    if (refreshed) {
      token = std::move(refreshed);
    } else if (token->expires_at <= now) {
      co_return fail(Errc::invalid, "the SSO session could not be continued: " +
                                        refreshed.error().message + std::string(kLogin));
    }
  }
  if (token->expires_at <= now) {
    co_return fail(Errc::invalid, "the SSO session has expired" + std::string(kLogin));
  }
  const auto endpoint = find_endpoint_(aws::kSsoPortal, source.region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  const std::string target = aws::sso_credentials_query(source.account_id, source.role_name);
  const std::array<aws::Header, 1> headers{
      aws::Header{"x-amz-sso_bearer_token", token->access_token.reveal()}};
  const Question question{*endpoint, "the SSO portal", get_request(target, headers)};
  const auto answer = co_await services_.ask(question, cancel);
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status == 401) {
    co_return fail(Errc::invalid,
                   "the SSO portal does not accept the session any more" + std::string(kLogin));
  }
  if (answer->status != 200) {
    co_return refused("the SSO portal", "the role " + source.role_name, *answer);
  }
  co_return in_our_time(aws::parse_sso_answer(answer->body.reveal()), answer->ahead);
}

io::Task<Result<aws::SsoToken>> Fetcher::refresh_token(aws::SsoToken token, const std::string& path,
                                                       const std::string& region,
                                                       io::CancelScope& cancel) {
  const auto endpoint = find_endpoint_(aws::kSsoOidc, region);
  if (!endpoint) co_return std::unexpected(endpoint.error());
  const Secret body = aws::sso_refresh_body(token);
  Question question{*endpoint, "the SSO token endpoint", {}};
  question.request.method = "POST";
  question.request.path = "/token";
  question.request.content_type = "application/json";
  question.request.body = body.reveal();
  const auto answer = co_await services_.ask(question, cancel);
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status != 200) co_return refused("the SSO token endpoint", "the token", *answer);
  auto refreshed =
      aws::parse_sso_refresh(answer->body.reveal(), std::move(token), std::time(nullptr));
  if (!refreshed) co_return refreshed;
  // The CLI has to find the new refresh token: the old one is spent.
  const Result<> written = replace_file(path, aws::format_sso_token(*refreshed));
  renewed_.insert_or_assign(path, *refreshed);
  if (!written) {
    warning_ =
        "the SSO session was continued, but its cache was not written: " + written.error().message +
        ". The AWS CLI, and this gateway after a restart, will need 'aws sso login'";
  }
  co_return refreshed;
}

io::Task<Result<aws::Issued>> Fetcher::from_container(const aws::ContainerSource& source,
                                                      io::CancelScope& cancel) {
  Secret authorization(source.authorization);
  if (!source.token_file.empty()) {
    auto file = read_file(source.token_file);
    if (!file) co_return std::unexpected(file.error());
    authorization = Secret(ascii::trim(file->reveal()));
  }
  std::vector<aws::Header> headers{{"accept", "application/json"}};
  if (!authorization.empty()) {
    if (!http::is_field_value(authorization.reveal())) {
      co_return fail(Errc::invalid, "the container's authorization token has line ends in it");
    }
    headers.push_back({"authorization", authorization.reveal()});
  }
  Question question{source.endpoint, "the container's endpoint",
                    get_request(source.target, headers)};
  question.time = kContainerTime;
  constexpr int kAttempts = 3;
  for (int attempt = 1;; ++attempt) {
    const auto answer = co_await neighbours_.ask(question, cancel);
    const bool failed = !answer || answer->status >= 500;
    if (failed && attempt < kAttempts && !cancel.canceled()) continue;
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status != 200) co_return refused("the container's endpoint", "to answer", *answer);
    co_return in_our_time(aws::parse_container_answer(answer->body.reveal()), answer->ahead);
  }
}

io::Task<Result<aws::Issued>> Fetcher::from_metadata(const aws::MetadataSource& source,
                                                     io::CancelScope& cancel) {
  for (int attempt = 1;; ++attempt) {
    Result<aws::Issued> issued = co_await ask_metadata(source, cancel);
    const bool silent = !issued && issued.error().code != Errc::invalid;
    if (!silent || attempt >= source.attempts || cancel.canceled()) co_return issued;
  }
}

io::Task<Result<aws::Issued>> Fetcher::ask_metadata(const aws::MetadataSource& source,
                                                    io::CancelScope& cancel) {
  constexpr std::string_view kRoles = "/latest/meta-data/iam/security-credentials/";
  const auto session = co_await metadata_session(source, cancel);
  if (!session) co_return std::unexpected(session.error());
  const std::array<aws::Header, 1> headers{
      aws::Header{"x-aws-ec2-metadata-token", session->reveal()}};
  const std::span<const aws::Header> sent(headers.data(), session->empty() ? 0 : 1);
  Question question{source.endpoint, kMetadata, get_request(kRoles, sent)};
  question.time = std::chrono::seconds(source.timeout_seconds);
  const auto roles = co_await neighbours_.ask(question, cancel);
  if (!roles) co_return std::unexpected(roles.error());
  if (roles->status == 404) {
    co_return fail(Errc::invalid, "the instance has no role. Attach an instance profile to it");
  }
  if (roles->status != 200) co_return refused(kMetadata, "the name of the role", *roles);

  std::string_view rest = roles->body.reveal();
  const std::string target =
      std::string(kRoles) + percent_encode(ascii::trim(ascii::take_until('\n', rest)));
  question.request = get_request(target, sent);
  const auto answer = co_await neighbours_.ask(question, cancel);
  if (!answer) co_return std::unexpected(answer.error());
  if (answer->status != 200) co_return refused(kMetadata, "the role's credentials", *answer);
  co_return in_our_time(aws::parse_metadata_answer(answer->body.reveal()), answer->ahead);
}

// The token of version 2; empty where there is only version 1.
io::Task<Result<Secret>> Fetcher::metadata_session(const aws::MetadataSource& source,
                                                   io::CancelScope& cancel) {
  const std::array<aws::Header, 1> headers{
      aws::Header{"x-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  Question question{source.endpoint, kMetadata, {}};
  question.request.method = "PUT";
  question.request.path = "/latest/api/token";
  question.request.headers = headers;
  question.time = std::chrono::seconds(source.timeout_seconds);
  const auto answer = co_await neighbours_.ask(question, cancel);
  const bool answered =
      answer && answer->status == 200 && http::is_field_value(answer->body.reveal());
  if (answered) co_return Secret(answer->body.reveal());
  // Nobody there. To somebody who does not answer the other question may be put.
  if (!answer && answer.error().code != Errc::timeout) co_return std::unexpected(answer.error());
  if (answer && answer->status == 400) co_return refused(kMetadata, "a token", *answer);
  if (source.version_1) co_return Secret();
  if (answer) co_return refused(kMetadata, "a token", *answer);
  co_return fail(
      Errc::timeout,
      answer.error().message + ". In a container the instance needs a metadata hop limit of 2");
}

}  // namespace gw::credentials
