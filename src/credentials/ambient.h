// What the process itself runs as: AWS's chain over its environment and the shared files.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "aws/credential_plan.h"
#include "aws/service_endpoint.h"
#include "base/environment.h"
#include "credentials/fetcher.h"
#include "credentials/files.h"
#include "credentials/source.h"

namespace gw::credentials {

// Where the chain looks, from the settings and the environment.
struct AmbientOptions {
  Environment environment;
  std::string profile;  // empty: "default", if there is one
  std::string region;   // of the settings; may be empty
  // Of the settings, before all else: the chain is then not asked.
  std::optional<aws::Credentials> own{};
  std::chrono::milliseconds process_time{60'000};  // of a credential_process, at most

  friend bool operator==(const AmbientOptions&, const AmbientOptions&) = default;
};

// The shared files as they are now, and what follows from them.
class SharedFiles {
 public:
  explicit SharedFiles(const Environment& environment);

  const std::string& config_path() const { return config_path_; }
  const std::string& credentials_path() const { return credentials_path_; }
  // Files that are not there are empty; those that cannot be read are an error.
  Result<aws::SharedConfig> read() const;

 private:
  std::string config_path_;
  std::string credentials_path_;
};

Result<aws::CredentialPlan> plan_ambient(const AmbientOptions& options);
// The region of the profile; "" when it names none, or cannot be read.
std::string profile_region(const AmbientOptions& options);
// The URL and the variant that environment and profile ask for (aws/service_endpoint.h).
std::string ambient_override(const AmbientOptions& options, const aws::Service& service);
Result<aws::EndpointVariant> ambient_variant(const AmbientOptions& options);
// The endpoint of a service, by all of these.
Result<aws::Endpoint> ambient_endpoint(const AmbientOptions& options, const aws::Service& service,
                                       std::string_view region);

class AmbientSource final : public Source {
 public:
  // The fetcher and the options outlive it.
  AmbientSource(const AmbientOptions& options, Fetcher& fetcher)
      : options_(options), fetcher_(fetcher) {}

  io::Task<Result<aws::Issued>> fetch(io::CancelScope& cancel) override;
  std::string origin() const override { return origin_; }
  bool changed() override { return watch_.changed(); }
  std::string take_warning() override { return fetcher_.take_warning(); }
  bool may_outlive_expiry() const override { return of_instance_; }

 private:
  const AmbientOptions& options_;
  Fetcher& fetcher_;
  FileWatch watch_;
  std::string origin_;
  bool of_instance_ = false;
};

}  // namespace gw::credentials
