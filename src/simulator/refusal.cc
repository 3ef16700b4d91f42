#include "simulator/refusal.h"

#include <utility>

namespace gw::simulator {

int status_of(std::string_view code) {
  static constexpr std::pair<std::string_view, int> kStatus[] = {
      {"ValidationException", 400},
      {"SerializationException", 400},
      {"IncompleteSignatureException", 400},
      {"ServiceQuotaExceededException", 400},
      {"ConflictException", 400},
      {"AccessDeniedException", 403},
      {"UnrecognizedClientException", 403},
      {"InvalidSignatureException", 403},
      {"ExpiredTokenException", 403},
      {"MissingAuthenticationTokenException", 403},
      {"ResourceNotFoundException", 404},
      {"UnknownOperationException", 404},
      {"ModelTimeoutException", 408},
      {"RequestEntityTooLargeException", 413},
      {"ModelErrorException", 424},
      {"ModelStreamErrorException", 424},
      {"ThrottlingException", 429},
      {"ModelNotReadyException", 429},
      {"InternalServerException", 500},
      {"ServiceUnavailableException", 503},
  };
  for (const auto& [name, status] : kStatus) {
    if (name == code) return status;
  }
  return 400;
}

}  // namespace gw::simulator
