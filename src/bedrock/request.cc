#include "bedrock/request.h"

#include "base/encoding.h"
#include "bedrock/converse.h"
#include "bedrock/native.h"

namespace gw::bedrock {
namespace {

std::string_view operation(Api api, bool stream) {
  if (api == Api::converse) return stream ? "/converse-stream" : "/converse";
  return stream ? "/invoke-with-response-stream" : "/invoke";
}

}  // namespace

std::string request_path(const ModelId& model, Api api, bool stream) {
  std::string path = "/model/";
  append_percent_encoded(model.value, path);
  path += operation(api, stream);
  return path;
}

Request make_request(const ModelId& model, const ModelRules& rules,
                     const Conversation& conversation, bool stream) {
  Request request;
  request.path = request_path(model, rules.api, stream);
  request.stream = stream;
  request.native = rules.api == Api::invoke;
  if (request.native)
    write_native_body(rules.native, conversation, rules, stream, request.body);
  else
    write_converse_body(conversation, request.body);
  return request;
}

}  // namespace gw::bedrock
