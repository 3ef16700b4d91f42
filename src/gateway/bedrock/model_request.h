// The request for a model as the upstream call takes it.
#pragma once

#include <vector>

#include "bedrock/request.h"
#include "upstream/call.h"

namespace gw::gateway {

class ModelRequest {
 public:
  // `request` outlives this object, and this object what outgoing() gives.
  explicit ModelRequest(const bedrock::Request& request) : request_(request) {
    headers_.reserve(request.headers.size());
    for (const auto& [name, value] : request.headers) headers_.push_back({name, value});
  }

  upstream::Outgoing outgoing() const {
    upstream::Outgoing outgoing;
    outgoing.method = "POST";
    outgoing.path = request_.path;
    outgoing.content_type = "application/json";
    outgoing.headers = headers_;
    outgoing.body = request_.body.view();
    return outgoing;
  }

 private:
  const bedrock::Request& request_;
  std::vector<aws::Header> headers_;
};

}  // namespace gw::gateway
