#include "bedrock/service_error.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/signed_text.h"
#include "json/raw.h"
#include "json/value.h"

namespace gw::bedrock {
namespace {

constexpr std::size_t kMaxTextMessage = 512;  // of an answer that is no JSON

struct KnownError {
  std::string_view code;
  int status;
};

// Those that can come inside a stream, where no status says what they are.
constexpr std::array<KnownError, 9> kStreamErrors{{
    {"InternalServerException", 500},
    {"ModelStreamErrorException", 424},
    {"ModelErrorException", 424},
    {"ModelTimeoutException", 408},
    {"ServiceUnavailableException", 503},
    {"ThrottlingException", 429},
    {"ModelNotReadyException", 429},
    {"ValidationException", 400},
    {"AccessDeniedException", 403},
}};

int status_of(std::string_view code) {
  const auto* known = std::ranges::find(kStreamErrors, code, &KnownError::code);
  return known == kStreamErrors.end() ? 500 : known->status;
}

// "aws.protocoltests#FooException", "FooException:http://...", "FooException,..." -> FooException.
std::string_view bare_code(std::string_view code) {
  code = code.substr(0, code.find_first_of(",:"));
  const auto hash = code.rfind('#');
  return ascii::trim(hash == std::string_view::npos ? code : code.substr(hash + 1));
}

std::string text_member(const json::Object& object, std::string_view key) {
  const auto value = object.find(key);
  const auto string = value ? value->string() : std::nullopt;
  return string ? json::decode(*string).value_or("") : "";
}

std::string first_text(const json::Object& object, std::initializer_list<std::string_view> keys) {
  for (const auto key : keys) {
    if (auto text = text_member(object, key); !text.empty()) return text;
  }
  return {};
}

void read_json(const json::Object& object, ServiceError& error) {
  if (error.code.empty()) error.code = bare_code(first_text(object, {"code", "__type"}));
  const auto text = first_text(object, {"message", "Message", "originalMessage"});
  error.message = without_signed_text(text);
  if (const auto original = object.find("originalStatusCode")) {
    const auto status = original->integer();
    if (status && *status >= 100 && *status <= 599)
      error.original_status = static_cast<int>(*status);
  }
}

// A proxy's plain words are worth showing; its HTML is not.
void read_text(std::string_view body, ServiceError& error) {
  const auto text = without_signed_text(body);
  const bool printable =
      std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
  if (printable && !text.starts_with('<') && text.size() <= kMaxTextMessage) error.message = text;
}

// {"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}
json::Object without_envelope(const json::Object& object) {
  const auto output = object.find("Output");
  return (output ? output->object() : std::nullopt).value_or(object);
}

// False when the body is no JSON object.
bool read_object(std::string_view body, ServiceError& error) {
  json::Document document;
  const auto value = document.parse(body);
  const auto object = value ? value->object() : std::nullopt;
  if (object) read_json(without_envelope(*object), error);
  return object.has_value();
}

void read_body(std::string_view body, ServiceError& error) {
  if (!read_object(body, error)) read_text(body, error);
}

}  // namespace

ServiceError read_service_error(int status, std::string_view error_type, std::string_view body) {
  ServiceError error;
  error.status = status;
  error.code = bare_code(error_type);
  const bool object = !body.empty() && read_object(body, error);
  error.explained = !error.code.empty() || !error.message.empty();
  if (!object) read_text(body, error);
  return error;
}

std::optional<ServiceError> find_service_error(std::string_view error_type, std::string_view body) {
  ServiceError error{.status = 200, .code = std::string(bare_code(error_type))};
  if (!body.empty()) read_object(body, error);
  if (error.code.empty() && error.message.empty()) return std::nullopt;
  return error;
}

std::optional<ServiceError> read_stream_error(const eventstream::Message& message) {
  const bool exception = message.message_type == "exception" || !message.exception_type.empty();
  ServiceError error;
  if (exception) {
    error.code = bare_code(message.exception_type);
    // The wire has the member's name, "throttlingException"; the error's own has a capital.
    if (!error.code.empty() && error.code[0] >= 'a' && error.code[0] <= 'z')
      error.code[0] = static_cast<char>(error.code[0] - 'a' + 'A');
    if (!message.payload.empty()) read_body(message.payload, error);
  } else if (message.message_type == "error") {
    error.code = bare_code(message.error_code);
    error.message = without_signed_text(message.error_message);
  } else {
    return std::nullopt;
  }
  error.status = status_of(error.code);
  return error;
}

}  // namespace gw::bedrock
