// What a response object repeats of its request.
#pragma once

#include <list>
#include <string>

#include "json/value.h"
#include "llm/failure.h"

namespace gw::openai {

// The members, `"instructions":null,…`, without braces and line breaks; what the request leaves out
// has its default.
llm::Expected<std::string> echo_of(json::Object request, std::list<std::string>& repaired);

}  // namespace gw::openai
