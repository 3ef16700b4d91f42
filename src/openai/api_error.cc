#include "openai/api_error.h"

#include "json/write.h"

namespace gw::openai {

namespace {

void append_or_null(json::Writer& writer, std::string_view name, std::string_view value) {
  writer.key(name);
  if (value.empty()) {
    writer.null();
  } else {
    writer.string(value);
  }
}

}  // namespace

void append_error_body(const ApiError& error, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object().key("error").begin_object();
  writer.member("message", error.message).member("type", error.type);
  append_or_null(writer, "param", error.param);
  append_or_null(writer, "code", error.code);
  writer.end_object().end_object();
}

ApiError invalid_request(std::string message, std::string_view param, std::string_view code) {
  ApiError error(400, "invalid_request_error", std::move(message));
  error.param = param;
  error.code = code;
  return error;
}

}  // namespace gw::openai
