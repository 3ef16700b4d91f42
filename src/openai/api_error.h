// A failure as OpenAI's error object.
// https://platform.openai.com/docs/guides/error-codes
#pragma once

#include "base/buffer.h"
#include "llm/failure.h"

namespace gw::openai {

// {"error":{"message":…,"type":…,"param":…,"code":…}}
void append_error_body(const llm::Failure& failure, Buffer& out);

}  // namespace gw::openai
