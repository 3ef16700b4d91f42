// The form that a request wants of its answer: output_config.format, before that output_format.
#pragma once

#include <optional>
#include <string>

#include "anthropic/messages_body.h"
#include "bedrock/schema/gaps.h"
#include "json/value.h"

namespace gw::anthropic {

// As the client sends it; nullopt: none.
std::optional<json::Value> find_output_format(const MessagesBody& body);

// The format with its schema in the part of JSON Schema that Bedrock compiles
// (bedrock/schema/strict.h): clients send what their libraries make, "$schema" for one. nullopt: it
// cannot be said in that part. What has no schema is as it was.
std::optional<std::string> strict_output_format(json::Value format, schema::Gaps gaps);

}  // namespace gw::anthropic
