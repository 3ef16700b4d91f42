// Who the gateway is to AWS, and where AWS is, as plain values with their defaults (settings.h).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/secret.h"

namespace gw::config {

using std::chrono::milliseconds;

struct AwsSettings {
  std::string region;                // valid, or empty: us-east-1 unless a request says otherwise
  std::vector<std::string> regions;  // of which the region "auto" is the nearest
  std::string endpoint;              // URL instead of AWS's own host; empty: none
  std::string control_endpoint;      // the same for Bedrock's control plane
  bool resolve_profiles = false;     // ask it what application inference profiles stand for
  // "eu", "global": whose profiles are used for models that are not there on demand; empty: none.
  std::vector<std::string> profile_geographies;
  std::vector<std::string> residency;  // as bedrock::Residency takes it; empty: no limit
  std::string ca_bundle;
  std::string profile;                   // of the shared files; empty: "default", if there is one
  milliseconds process_timeout{60'000};  // of a credential_process
  bool correct_clock = true;             // by what AWS's answers say of the time
  bool attribution = false;              // the key's and team's ids go into the request metadata
  // Whole from one source, never mixed. Half a pair is possible: requests then say what is missing.
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;
  Secret api_key;                          // a Bedrock API key instead of the three
  std::vector<std::string> allowed_roles;  // that clients may ask for: ARNs, or prefixes with '*'
  // The variables that the chain of credentials and the endpoints depend on: AWS_..., HOME.
  Environment environment;
};

}  // namespace gw::config
