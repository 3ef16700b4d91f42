#include "llm/failure.h"

namespace gw::llm {

std::string_view name(FailureKind kind) {
  switch (kind) {
    case FailureKind::invalid_request:
      return "invalid_request_error";
    case FailureKind::authentication:
      return "authentication_error";
    case FailureKind::permission:
      return "permission_error";
    case FailureKind::conflict:
      return "conflict";
    case FailureKind::rate_limit:
      return "rate_limit_error";
    case FailureKind::request_rate:
      return "requests";
    case FailureKind::token_rate:
      return "tokens";
    case FailureKind::quota:
      return "insufficient_quota";
    case FailureKind::server:
      break;
  }
  return "server_error";
}

}  // namespace gw::llm
