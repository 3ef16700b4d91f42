#include "io/errors.h"

#include <boost/asio/error.hpp>

#include "base/ascii.h"

namespace gw::io {

namespace errors = boost::asio::error;

std::string describe(const boost::system::error_code& error) {
  std::string text = error.message();
  if (!text.empty()) text[0] = ascii::lower(text[0]);
  return text;
}

Error connection_error(const boost::system::error_code& error) {
  // A descriptor that is no longer one was closed here, between two operations.
  if (error == errors::operation_aborted || error == errors::bad_descriptor) {
    return Error(Errc::canceled, "the connection was closed here");
  }
  return Error(Errc::closed, describe(error));
}

Error connection_error(int error_number) {
  return connection_error(
      boost::system::error_code(error_number, boost::system::system_category()));
}

}  // namespace gw::io
