#include "gateway/front/request_body.h"

#include <string>

#include "base/ascii.h"
#include "translate/errors.h"

namespace gw::gateway {

namespace {

bool is_json(std::string_view content_type) {
  const std::string_view type = ascii::trim(content_type.substr(0, content_type.find(';')));
  return ascii::equal_ignoring_case(type, "application/json");
}

}  // namespace

std::optional<llm::Failure> refuse_content_type(const http::Fields& fields) {
  const std::string_view type = fields.get("content-type");
  if (is_json(type)) return std::nullopt;
  llm::Failure failure = llm::invalid_request("Content-Type must be application/json, not '" +
                                              std::string(type) + "'.");
  failure.status = 415;
  return failure;
}

llm::Failure unreadable_body(const Error& error, std::size_t limit) {
  const bool ours = error.code == Errc::canceled || error.code == Errc::busy;
  if (ours) return translate::to_failure(error);
  llm::Failure failure =
      llm::invalid_request("The request body could not be read: " + error.message);
  if (error.code == Errc::too_large) {
    failure.status = 413;
    failure.message = "The request body is larger than this gateway's limit of " +
                      std::to_string(limit) + " bytes (server.max_body).";
    failure.code = "request_too_large";
  } else if (error.code == Errc::timeout) {
    failure.status = 408;
  }
  return failure;
}

}  // namespace gw::gateway
