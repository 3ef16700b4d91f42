#include "base/result.h"

namespace gw {

std::string_view name(Errc code) {
  switch (code) {
    case Errc::closed:
      return "closed";
    case Errc::timeout:
      return "timeout";
    case Errc::canceled:
      return "canceled";
    case Errc::unreachable:
      return "unreachable";
    case Errc::tls:
      return "tls";
    case Errc::malformed:
      return "malformed";
    case Errc::too_large:
      return "too_large";
    case Errc::invalid:
      return "invalid";
    case Errc::busy:
      return "busy";
  }
  return "unknown";
}

}  // namespace gw
