// The command line of bedrock-gateway. The only code that knows CLI11.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/assignment.h"

namespace gw::config {

struct CommandLine {
  std::string config_file;  // empty: none named
  bool check_config = false;
  bool doctor = false;                  // examine instead of serving
  bool list_models = false;             // show them instead of serving
  std::vector<std::string> models;      // that the doctor asks
  std::vector<Assignment> assignments;  // settings given as flags
};

// What to print before leaving: help and version on standard output with status 0, a wrong flag on
// standard error with status 2.
struct Exit {
  int status;
  std::string text;
};

std::string_view version();  // of this program: "0.1.0"

// `doors`: what the gateway answers, a line each, for the help text.
std::expected<CommandLine, Exit> parse_command_line(int argc, const char* const* argv,
                                                    const std::string& doors = {});

}  // namespace gw::config
