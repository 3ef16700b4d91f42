// Turns what the kernel and Asio report into the errors of the data plane.
#pragma once

#include <string>

#include <boost/system/error_code.hpp>

#include "base/result.h"

namespace gw::io {

// Of an established connection: the end of it, whoever caused it, is closed or canceled.
Error connection_error(const boost::system::error_code& error);
// Of a system call, by errno.
Error connection_error(int error_number);
// "connection refused": in lower case, for use inside a sentence.
std::string describe(const boost::system::error_code& error);

}  // namespace gw::io
