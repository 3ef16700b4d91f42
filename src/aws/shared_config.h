// Profiles, SSO sessions and service sections of the two shared files, merged as AWS's tools merge
// them. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aws/ini.h"

namespace gw::aws {

class SharedConfig {
 public:
  SharedConfig() = default;
  SharedConfig(Ini config, Ini credentials)
      : config_(std::move(config)), credentials_(std::move(credentials)) {}

  bool has_profile(std::string_view profile) const;
  // Of a profile's key; the credentials file counts before the config file. "" when there is none.
  // Views live as long as this object.
  std::string_view get(std::string_view profile, std::string_view key) const;
  // The same from one of the files alone.
  std::string_view from_credentials(std::string_view profile, std::string_view key) const;
  std::string_view from_config(std::string_view profile, std::string_view key) const;

  bool has_sso_session(std::string_view session) const;
  std::string_view sso_session(std::string_view session, std::string_view key) const;
  // "endpoint_url" below "bedrock_runtime" in the [services ...] section that the profile names.
  std::string_view service(std::string_view profile, std::string_view service,
                           std::string_view key) const;

 private:
  Ini config_;
  Ini credentials_;
};

}  // namespace gw::aws
