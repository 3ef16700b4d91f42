// What every door says of a body that it cannot take. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "base/result.h"
#include "http/head.h"
#include "llm/failure.h"

namespace gw::gateway {

// nullopt: it is JSON.
std::optional<llm::Failure> refuse_content_type(const http::Fields& fields);
// Why the body could not be read; `limit` in bytes.
llm::Failure unreadable_body(const Error& error, std::size_t limit);

}  // namespace gw::gateway
