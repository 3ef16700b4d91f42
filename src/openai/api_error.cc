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

void append_error_body(const llm::Failure& failure, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object().key("error").begin_object();
  writer.member("message", failure.message).member("type", name(failure.kind));
  append_or_null(writer, "param", failure.param);
  append_or_null(writer, "code", failure.code);
  writer.end_object().end_object();
}

}  // namespace gw::openai
