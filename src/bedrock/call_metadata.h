// The pairs of text that a call has for the invocation logs, in a header of InvokeModel's or in
// Converse's body ("requestMetadata"), and whose call it is among them.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bedrock/conversation.h"
#include "bedrock/request.h"
#include "json/value.h"
#include "json/write.h"

namespace gw::bedrock {

inline constexpr std::string_view kMetadataHeader = "x-amzn-bedrock-request-metadata";

// {"key":"value"}: the alphabet of both is a header's, too.
std::string metadata_json(const CallOptions& options);

// Adds the header that says whose call it is; none where nothing is to be said.
void add_attribution(const Attribution& attribution, std::vector<Request::Header>& headers);

// Writes an object: the attribution, then the pairs of a client that speaks Bedrock's own API, as
// far as AWS's limit of 16 leaves room. Pairs of the attribution's names are left out. Returns
// whether all of the client's are there.
bool write_attributed(const Attribution& attribution, std::span<const json::Object> pairs,
                      json::Writer& json);

// The same for such a client's header, which may be empty.
struct AttributedHeader {
  std::string value;
  bool complete;
};
AttributedHeader attribute_header(const Attribution& attribution, std::string_view header);

}  // namespace gw::bedrock
