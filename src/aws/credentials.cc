#include "aws/credentials.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/encoding.h"

namespace gw::aws {
namespace {

constexpr std::string_view kShortTerm = "bedrock-api-key-";
constexpr std::string_view kLongTerm = "ABSK";
constexpr std::string_view kScope = "X-Amz-Credential=";

}  // namespace

bool is_bedrock_api_key(std::string_view token) {
  return token.starts_with(kShortTerm) || token.starts_with(kLongTerm);
}

// A short-term key is the query of a presigned request in base64; the second element of the scope
// of its signature behind the key id, "AKID/20240530/us-east-1/bedrock/aws4_request", is the
// region.
std::string region_of_api_key(std::string_view key) {
  if (!key.starts_with(kShortTerm)) return "";
  std::string padded;
  padded.reserve(key.size());  // growing would leave copies behind
  padded.append(key.substr(kShortTerm.size()));
  while (padded.size() % 4 != 0) padded.push_back('=');
  Buffer decoded;
  const bool is_base64 = append_base64_decoded(padded, decoded);
  wipe(padded);
  if (!is_base64) return "";
  std::string_view query = decoded.view();
  const std::size_t at = query.find(kScope);
  if (at == std::string_view::npos) return "";
  query.remove_prefix(at + kScope.size());
  const auto scope = percent_decode(ascii::take_until('&', query));
  if (!scope) return "";
  std::string_view rest = *scope;
  ascii::take_until('/', rest);
  ascii::take_until('/', rest);
  const std::string_view region = ascii::take_until('/', rest);
  return is_valid_region(region) ? std::string(region) : "";
}

bool is_valid_region(std::string_view region) {
  return !region.empty() && region.size() <= 63 && region.front() != '-' && region.back() != '-' &&
         std::all_of(region.begin(), region.end(),
                     [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-'; });
}

}  // namespace gw::aws
