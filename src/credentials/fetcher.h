// Carries out a plan: gets credentials from the place that it names, in bounded time.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "aws/credential_plan.h"
#include "aws/service_endpoint.h"
#include "aws/sso.h"
#include "credentials/exchange.h"
#include "io/process.h"

namespace gw::credentials {

// Where a service is, by its region: aws::find_endpoint with the rest filled in.
using FindEndpoint =
    std::function<Result<aws::Endpoint>(const aws::Service& service, std::string_view region)>;

class Fetcher {
 public:
  // `home` is where the cache of SSO tokens lies ("/root"); a program gets `process_time`, a minute
  // at most. The worker and `tls` outlive it.
  Fetcher(io::Worker& worker, const io::TlsContext* tls, const std::optional<io::Proxy>& proxy,
          FindEndpoint find_endpoint, std::string home, std::chrono::milliseconds process_time);

  // Errors: whatever went wrong, in one sentence for people, without secrets. `plan` must stay
  // until completion.
  io::Task<Result<aws::Issued>> fetch(const aws::CredentialPlan& plan, io::CancelScope& cancel);
  // A role, assumed by somebody. All must stay until completion.
  io::Task<Result<aws::Issued>> assume(const aws::Role& role, std::string_view region,
                                       const aws::Credentials& by, io::CancelScope& cancel);
  void expire();
  std::string take_warning() { return std::exchange(warning_, ""); }

 private:
  using Fetched = Result<aws::Issued>;
  io::Task<Fetched> run(const aws::ProcessSource& source, io::CancelScope& cancel);
  io::Task<Fetched> with_web_identity(const aws::WebIdentitySource& source,
                                      io::CancelScope& cancel);
  io::Task<Fetched> assume_with(const aws::AssumeRoleSource& source, io::CancelScope& cancel);
  io::Task<Fetched> from_sso(const aws::SsoSource& source, io::CancelScope& cancel);
  io::Task<Result<aws::SsoToken>> refresh_token(aws::SsoToken token, const std::string& path,
                                                const std::string& region, io::CancelScope& cancel);
  io::Task<Fetched> from_container(const aws::ContainerSource& source, io::CancelScope& cancel);
  io::Task<Fetched> from_metadata(const aws::MetadataSource& source, io::CancelScope& cancel);
  io::Task<Fetched> ask_metadata(const aws::MetadataSource& source, io::CancelScope& cancel);
  io::Task<Result<Secret>> metadata_session(const aws::MetadataSource& source,
                                            io::CancelScope& cancel);
  io::Task<Result<Answer>> ask_sts(std::string_view region, const aws::Credentials* signer,
                                   std::string_view form, io::CancelScope& cancel);

  io::Worker& worker_;
  FindEndpoint find_endpoint_;
  std::string home_;
  io::ProcessLimits process_limits_;
  Exchange services_;
  Exchange neighbours_;  // of containers and instances: near, and never through a proxy
  // Renewed, whatever became of their files: what they were renewed with is spent.
  std::map<std::string, aws::SsoToken> renewed_;  // by file
  std::string warning_;
};

}  // namespace gw::credentials
