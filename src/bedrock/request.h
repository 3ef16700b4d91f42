// An upstream request, but for its host, credentials and signature. Pure values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "base/result.h"
#include "bedrock/conversation.h"
#include "bedrock/model_id.h"
#include "bedrock/model_rules.h"

namespace gw::bedrock {

struct Request {
  struct Header {
    std::string_view name;
    std::string value;
  };
  std::string path;  // percent-encoded once, as it goes on the wire: "/model/x%3A0/converse-stream"
  bool stream = false;
  std::vector<Header> headers;  // what InvokeModel has there; lower case, to be signed
  Buffer body;
};

// Whether the same would be sent.
bool is_same(const Request& a, const Request& b);

// "/model/{id}/{converse|converse-stream|invoke|invoke-with-response-stream}"
std::string request_path(const ModelId& model, Api api, bool stream);

// The whole request for a conversation in the form the rules choose.
Request make_request(const ModelId& model, const ModelRules& rules,
                     const Conversation& conversation, bool stream);

// The request for a body that is the model's own already: what Converse has in its body becomes
// headers. Of `conversation` only the guardrail and the options count.
Request make_invoke_request(const ModelId& model, const Conversation& conversation, Buffer body,
                            bool stream);

}  // namespace gw::bedrock
