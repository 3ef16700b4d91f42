// A command line taken apart as the CLI does it (Python's shlex): blanks, quotes and backslashes,
// but no variables, globs or operators. No shell ever sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gw::aws {

// Errors: invalid, for an open quote, a backslash at the end, or nothing at all.
Result<std::vector<std::string>> split_command(std::string_view command);

}  // namespace gw::aws
